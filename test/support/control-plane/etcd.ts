import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startServerProcess, type ServerProcess } from '../processes/server-process.ts';
import { until } from '../processes/until.ts';

export interface EtcdOptions {
  readonly program: string;
  readonly directory: string;
  /** The port of an earlier run, or 0 to have the system choose. */
  readonly port: number;
  readonly unsafeNoFsync: boolean;
}

/** Starts etcd and finds out which port it listens on: etcd can be told 0, and says in its log what it got. */
export async function startEtcd(
  options: EtcdOptions,
): Promise<{ readonly process: ServerProcess; readonly port: number }> {
  const logFile = join(options.directory, 'etcd.log');
  const before = (await readFile(logFile, 'utf8').catch(() => '')).length;
  const client = `http://127.0.0.1:${options.port}`;
  const peer = 'http://127.0.0.1:0';
  const process = startServerProcess({
    name: 'etcd',
    program: options.program,
    logFile,
    args: [
      `--data-dir=${join(options.directory, 'etcd')}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      // The gateway would dial the advertised port, which is 0.
      '--enable-grpc-gateway=false',
      ...(options.unsafeNoFsync ? ['--unsafe-no-fsync'] : []),
    ],
  });
  const port = await until(
    {
      what: `etcd in ${options.directory}`,
      timeout: 60_000,
      interval: 10,
      hopeless: () =>
        process.ended() === undefined ? undefined : `${String(process.ended())}\n${process.lastWords()}`,
    },
    async () => {
      const log = (await readFile(logFile, 'utf8')).slice(before);
      const line = log.split('\n').find((words) => words.includes('"serving client traffic insecurely'));
      const found = line === undefined ? undefined : /"address":"127\.0\.0\.1:(\d+)"/.exec(line)?.[1];
      return found === undefined ? undefined : Number(found);
    },
  );
  return { process, port };
}
