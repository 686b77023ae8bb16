import { basename, join } from 'node:path';
import { request } from 'undici';
import { startServerProcess, type ServerProcess } from '../processes/server-process.ts';

export interface EtcdOptions {
  readonly program: string;
  readonly directory: string;
  readonly unsafeNoFsync: boolean;
}

/** Where an etcd keeps its data and listens, as it sees it itself. */
export interface EtcdPlace {
  readonly member: string;
  readonly dataFolder: string;
  readonly listenUrl: string;
  /** Where its clients reach it. */
  readonly url: string;
  readonly unsafeNoFsync: boolean;
}

export function etcdFlags({ member, dataFolder, listenUrl, url, unsafeNoFsync }: EtcdPlace): readonly string[] {
  // Nobody ever joins: any port will do, and etcd itself may choose it.
  const peer = 'http://127.0.0.1:0';
  return [
    `--name=${member}`,
    `--data-dir=${dataFolder}`,
    `--listen-client-urls=${listenUrl}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${member}=${peer}`,
    // As much as etcd's makers advise at most; its own 2 GiB do not hold what 50,000 objects leave in five minutes.
    `--quota-backend-bytes=${8 * 2 ** 30}`,
    ...(unsafeNoFsync ? ['--unsafe-no-fsync'] : []),
  ];
}

export function startEtcd(port: number, options: EtcdOptions): ServerProcess {
  const url = `http://127.0.0.1:${port}`;
  const { program, directory, unsafeNoFsync } = options;
  return startServerProcess({
    name: 'etcd',
    program,
    logFile: join(directory, 'etcd.log'),
    args: etcdFlags({
      member: memberName(directory),
      dataFolder: join(directory, 'etcd'),
      listenUrl: url,
      url,
      unsafeNoFsync,
    }),
  });
}

/**
 * Whether the etcd of this directory answers at a URL. It speaks plain HTTP: when two were given the same port at once,
 * the one that lost would take the other's health for its own, and two API servers would share one store.
 */
export async function isEtcdHealthy(url: string, directory: string): Promise<boolean> {
  const answer = await request(`${url}/health`);
  if (((await answer.body.json()) as { readonly health?: string }).health !== 'true') return false;
  const { members = [] } = (await gateway(url, 'cluster/member/list', {})) as {
    readonly members?: readonly { readonly name?: string }[];
  };
  return members.some(({ name }) => name === memberName(directory));
}

export function memberName(directory: string): string {
  return basename(directory);
}

/** Reads a key past the API server, by etcd's own JSON gateway. */
export async function readKey(url: string, key: string): Promise<string | undefined> {
  const answer = (await gateway(url, 'kv/range', { key: base64(key) })) as {
    readonly kvs?: readonly { value: string }[];
  };
  const value = answer.kvs?.[0]?.value;
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}

/** Writes a key past the API server; to be done before that has started and keeps copies in memory. */
export async function writeKey(url: string, key: string, value: string): Promise<void> {
  await gateway(url, 'kv/put', { key: base64(key), value: base64(value) });
}

async function gateway(url: string, verb: string, body: unknown): Promise<unknown> {
  const answer = await request(`${url}/v3/${verb}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const said = await answer.body.json();
  if (answer.statusCode !== 200) throw new Error(`etcd refused to ${verb}: ${JSON.stringify(said)}`);
  return said;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
