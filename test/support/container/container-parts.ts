import { join } from 'node:path';
import { getContainerRuntimeClient, Wait, type StartedTestContainer, type WaitStrategy } from 'testcontainers';
import { apiserverFlags } from '../control-plane/apiserver.ts';
import type { Part } from '../control-plane/control-plane.ts';
import { controllerManagerFlags } from '../control-plane/controller-manager.ts';
import { etcdFlags, memberName } from '../control-plane/etcd.ts';
import type { Foundation } from '../control-plane/foundation.ts';
import { controllersUser, userOf } from '../control-plane/known-users.ts';
import { kubeconfigText } from '../control-plane/kubeconfig.ts';
import type { Parts } from '../control-plane/parts.ts';
import { lastingPorts } from '../processes/free-ports.ts';
import { programs, type Images } from './image.ts';
import type { ControlPlaneNetwork } from './network.ts';
import { startPartContainer } from './part-container.ts';
import { folderInside, serverFiles, type ServerFile } from './server-files.ts';

const listening: Readonly<Record<Part, number>> = { etcd: 2379, apiserver: 6443, 'controller-manager': 10257 };
const everywhere = '0.0.0.0';

/** Runs each server in a container of its own; its data stays in it until the end of the control plane. */
export async function containerParts(
  foundation: Foundation,
  images: Images,
  network: ControlPlaneNetwork,
  host: string,
): Promise<Parts> {
  const { directory, options, controllers, authority, users } = foundation;
  const started = new Map<Part, StartedTestContainer>();
  const running = new Set<Part>();
  const [etcd = 0, apiserver = 0, controllerManager = 0] = await lastingPorts(3);
  const ports: Readonly<Record<Part, number>> = { etcd, apiserver, 'controller-manager': controllerManager };
  const inside = (part: Part): string =>
    `${part === 'etcd' ? 'http' : 'https'}://${network.addresses[part]}:${listening[part]}`;

  const argsOf = (part: Part): readonly string[] => {
    const port = listening[part];
    if (part === 'etcd') {
      const { unsafeNoFsync = true } = options;
      const listenUrl = `http://${everywhere}:${port}`;
      return etcdFlags({
        member: memberName(directory),
        dataFolder: '/data',
        listenUrl,
        url: inside(part),
        unsafeNoFsync,
      });
    }
    if (part === 'apiserver') {
      const advertiseAddress = network.addresses.apiserver;
      const place = {
        directory: folderInside,
        etcdUrl: inside('etcd'),
        bindAddress: everywhere,
        advertiseAddress,
        port,
      };
      return apiserverFlags(place, options);
    }
    const kubeconfig = `${folderInside}/kubeconfig`;
    return controllerManagerFlags({ directory: folderInside, kubeconfig, bindAddress: everywhere, port }, controllers);
  };
  const filesOf = async (part: Part): Promise<readonly ServerFile[]> => {
    if (part === 'etcd') return [];
    const adminToken = userOf(users, controllersUser).token;
    const facts = { name: foundation.name, url: inside('apiserver'), ca: authority.certificate, adminToken };
    const kubeconfig = { content: kubeconfigText(facts), target: `${folderInside}/kubeconfig` };
    return [...(await serverFiles(directory)), kubeconfig];
  };
  const readyOf = (part: Part): WaitStrategy => {
    const asking = { abortOnContainerExit: true };
    const port = listening[part];
    if (part === 'etcd') return Wait.forHttp('/health', port, asking).withReadTimeout(250);
    const wait = Wait.forHttp(part === 'apiserver' ? '/readyz' : '/healthz', port, asking);
    return wait
      .usingTls()
      .allowInsecure()
      .withHeaders({ authorization: `Bearer ${userOf(users, 'admin').token}` })
      .withReadTimeout(250);
  };

  return {
    apiserver: images.apiserver,
    async run(part) {
      const before = started.get(part);
      if (before !== undefined) await before.restart();
      else {
        const container = await startPartContainer({
          name: `${network.name}-${part}`,
          image: images.of[part],
          entrypoint: images.entrypoints[part],
          args: argsOf(part),
          files: await filesOf(part),
          network: network.name,
          address: network.addresses[part],
          port: listening[part],
          hostPort: ports[part],
          ready: readyOf(part),
          logFile: join(directory, `${programs[part]}.log`),
        });
        started.set(part, container);
      }
      running.add(part);
    },
    async end(part, signal, patience = 5_000) {
      const container = started.get(part);
      if (container === undefined || !running.delete(part)) return;
      const { container: client } = await getContainerRuntimeClient();
      const handle = client.getById(container.getId());
      if (signal === 'SIGKILL') {
        await handle.kill({ signal });
        await handle.wait();
      } else await handle.stop({ t: Math.ceil(patience / 1_000) });
    },
    async freeze(part) {
      const container = started.get(part);
      if (container === undefined || !running.has(part)) return () => Promise.resolve();
      const { container: client } = await getContainerRuntimeClient();
      const handle = client.getById(container.getId());
      await handle.pause();
      return async () => {
        await handle.unpause();
      };
    },
    urlOf(part) {
      if (!running.has(part)) return undefined;
      return `${part === 'etcd' ? 'http' : 'https'}://${host}:${ports[part]}`;
    },
    hostAddress: network.gateway,
    // They are the engine's processes, which may run on another machine.
    pids: () => ({}),
    async stop() {
      const { container: client } = await getContainerRuntimeClient();
      await Promise.all(
        [...started.values()].map((container) => client.getById(container.getId()).remove({ force: true, v: true })),
      );
      // A server that did not come up may still be in it: then the reaper removes both.
      await network.remove().catch(() => undefined);
    },
  };
}
