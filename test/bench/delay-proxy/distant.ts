import { join } from 'node:path';
import { connectApi, type Api } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { writeKubeconfig } from '../../support/control-plane/kubeconfig.ts';
import { startOnPort } from '../../support/control-plane/start-on-port.ts';
import { startServerProcess, type ServerProcess } from '../../support/processes/server-process.ts';
import { median } from '../result/statistics.ts';

/** A control plane as somebody far away sees it. */
export interface Distant extends AsyncDisposable {
  /** Leads through the proxy, with the server's own CA. */
  readonly kubeconfig: string;
  /** How much longer a request takes this way than directly, in ms, as measured. */
  readonly addedMs: number;
}

export async function startDistant(plane: ControlPlane, roundTripMs: number): Promise<Distant> {
  const upstream = new URL(plane.url).port;
  const { certificate, key } = plane.adminCertificate;
  const connectThrough = (port: number): Api =>
    connectApi({ url: `https://127.0.0.1:${port}`, ca: plane.ca, certificate, key, connections: 1 });
  const launch = (port: number): ServerProcess =>
    startServerProcess({
      name: 'delay-proxy',
      program: process.execPath,
      args: [join(import.meta.dirname, 'main.js'), String(port), upstream, String(roundTripMs)],
      logFile: join(plane.directory, 'delay-proxy.log'),
    });
  const { process: proxy, port } = await startOnPort(0, launch, async (candidate) => {
    const api = connectThrough(candidate);
    const { status } = await api.request('GET', '/version').finally(() => api.close());
    return status === 200;
  });
  const api = connectThrough(port);
  const addedMs = (await answerTime(api)) - (await answerTime(plane.api));
  await api.close();
  return {
    kubeconfig: await writeKubeconfig(plane, { url: `https://127.0.0.1:${port}` }),
    addedMs,
    [Symbol.asyncDispose]: () => proxy.stop('SIGKILL'),
  };
}

/** The median time of a small request on a connection that is open already. */
async function answerTime(api: Api): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const begun = performance.now();
    await api.request('GET', '/version');
    times.push(performance.now() - begun);
  }
  return median(times);
}
