import { basename, join } from 'node:path';
import { request } from 'undici';
import { startServerProcess, type ServerProcess } from '../processes/server-process.ts';

export interface EtcdOptions {
  readonly program: string;
  readonly directory: string;
  readonly unsafeNoFsync: boolean;
}

export function startEtcd(port: number, options: EtcdOptions): ServerProcess {
  const client = `http://127.0.0.1:${port}`;
  // Nobody ever joins: any port will do, and etcd itself may choose it.
  const peer = 'http://127.0.0.1:0';
  return startServerProcess({
    name: 'etcd',
    program: options.program,
    logFile: join(options.directory, 'etcd.log'),
    args: [
      `--name=${memberName(options.directory)}`,
      `--data-dir=${join(options.directory, 'etcd')}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=${memberName(options.directory)}=${peer}`,
      ...(options.unsafeNoFsync ? ['--unsafe-no-fsync'] : []),
    ],
  });
}

/**
 * Whether the etcd of this directory answers on a port. It speaks plain HTTP: when two were given the same port at once,
 * the one that lost would take the other's health for its own, and two API servers would share one store.
 */
export async function isEtcdHealthy(port: number, directory: string): Promise<boolean> {
  const answer = await request(`http://127.0.0.1:${port}/health`);
  if (((await answer.body.json()) as { readonly health?: string }).health !== 'true') return false;
  const { members = [] } = (await gateway(port, 'cluster/member/list', {})) as {
    readonly members?: readonly { readonly name?: string }[];
  };
  return members.some(({ name }) => name === memberName(directory));
}

function memberName(directory: string): string {
  return basename(directory);
}

/** Reads a key past the API server, by etcd's own JSON gateway. */
export async function readKey(port: number, key: string): Promise<string | undefined> {
  const answer = (await gateway(port, 'kv/range', { key: base64(key) })) as {
    readonly kvs?: readonly { value: string }[];
  };
  const value = answer.kvs?.[0]?.value;
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}

/** Writes a key past the API server; to be done before that has started and keeps copies in memory. */
export async function writeKey(port: number, key: string, value: string): Promise<void> {
  await gateway(port, 'kv/put', { key: base64(key), value: base64(value) });
}

async function gateway(port: number, verb: string, body: unknown): Promise<unknown> {
  const answer = await request(`http://127.0.0.1:${port}/v3/${verb}`, {
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
