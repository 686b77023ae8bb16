import { join } from 'node:path';
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
      `--data-dir=${join(options.directory, 'etcd')}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      ...(options.unsafeNoFsync ? ['--unsafe-no-fsync'] : []),
    ],
  });
}

export async function isEtcdHealthy(port: number): Promise<boolean> {
  const answer = await request(`http://127.0.0.1:${port}/health`);
  return ((await answer.body.json()) as { readonly health?: string }).health === 'true';
}

/** Reads a key past the API server, by etcd's own JSON gateway. */
export async function readKey(port: number, key: string): Promise<string | undefined> {
  const answer = (await gateway(port, 'range', { key: base64(key) })) as {
    readonly kvs?: readonly { value: string }[];
  };
  const value = answer.kvs?.[0]?.value;
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}

/** Writes a key past the API server; to be done before that has started and keeps copies in memory. */
export async function writeKey(port: number, key: string, value: string): Promise<void> {
  await gateway(port, 'put', { key: base64(key), value: base64(value) });
}

async function gateway(port: number, verb: 'range' | 'put', body: unknown): Promise<unknown> {
  const answer = await request(`http://127.0.0.1:${port}/v3/kv/${verb}`, {
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
