import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManagementCluster } from '../../support/control-plane/management-cluster.ts';

/** A line to a cluster that can be cut. */
export interface Line extends AsyncDisposable {
  /** Leads over this line. */
  readonly kubeconfig: string;
  /**
   * Nothing gets through any more, in either direction, and nobody is told: what is sent waits, as in a network that loses
   * everything. The answer mends it, and what has waited arrives.
   */
  cut(): () => void;
}

export async function lineTo(cluster: ManagementCluster): Promise<Line> {
  const config = JSON.parse(await readFile(cluster.kubeconfig, 'utf8')) as Kubeconfig;
  const [{ cluster: there }] = config.clusters;
  const { hostname, port } = new URL(there.server);
  const sockets = new Set<Socket>();
  let isCut = false;

  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {
        near.destroy();
        far.destroy();
      });
      socket.on('close', () => {
        sockets.delete(socket);
        // An end is told by packets, too.
        const end = (): void => void (socket === near ? far : near).destroy();
        if (isCut) waiting.push(end);
        else end();
      });
      socket.on('data', (chunk: Buffer) => {
        (socket === near ? far : near).write(chunk);
      });
      if (isCut) socket.pause();
    }
  });
  const waiting: (() => void)[] = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  const folder = await mkdtemp(join(tmpdir(), 'tsmove-line-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const url = `https://127.0.0.1:${address.port}`;
  const rerouted = { ...config, clusters: [{ ...config.clusters[0], cluster: { ...there, server: url } }] };
  await writeFile(kubeconfig, JSON.stringify(rerouted), { mode: 0o600 });

  return {
    kubeconfig,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.pause();
      return () => {
        isCut = false;
        for (const socket of sockets) socket.resume();
        for (const end of waiting.splice(0)) end();
      };
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As the test bed writes it. */
interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> & { readonly server: string } }];
}
