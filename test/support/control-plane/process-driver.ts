import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectApi, type Api } from '../api/api.ts';
import { binary } from '../binaries/binaries.ts';
import { startServerProcess, type ServerProcess } from '../processes/server-process.ts';
import { apiserverFlags } from './apiserver.ts';
import { assemblePlane, clientCertificate } from './assemble.ts';
import type { ControlPlane, ControlPlaneOptions, Driver, Part } from './control-plane.ts';
import { controllerManagerFlags } from './controller-manager.ts';
import { isEtcdHealthy, startEtcd } from './etcd.ts';
import { layFoundation, type Foundation } from './foundation.ts';
import { controllersUser, userOf } from './known-users.ts';
import { kubeconfigText } from './kubeconfig.ts';
import type { Parts } from './parts.ts';
import { startOnPort, type Started } from './start-on-port.ts';

/** Runs the real servers as child processes on loopback ports. */
export const processDriver: Driver = { name: 'envtest', start };

const address = '127.0.0.1';

async function start(options: ControlPlaneOptions): Promise<ControlPlane> {
  const programs = {
    etcd: (await binary('etcd')).path,
    apiserver: (await binary('kube-apiserver')).path,
    'controller-manager': options.controllers?.length === 0 ? '' : (await binary('kube-controller-manager')).path,
  };
  const { size, mtimeMs } = await stat(programs.apiserver);
  const apiserver = `${programs.apiserver} ${size} ${mtimeMs}`;
  const foundation = await layFoundation(options);
  return assemblePlane(foundation, processParts(foundation, programs, apiserver));
}

function processParts(foundation: Foundation, programs: Record<Part, string>, apiserver: string): Parts {
  const { directory, options, controllers, authority, users } = foundation;
  const running = new Map<Part, ServerProcess>();
  const ports = new Map<Part, number>();
  const asking = new Map<string, Api>();
  const portOf = (part: Part): number => ports.get(part) ?? 0;
  const secure = (port: number): string => `https://${address}:${port}`;
  const plain = (port: number): string => `http://${address}:${port}`;

  /** Asks a server by a connection of its own, as long as it has not said that it is ready. */
  const says = async (port: number, path: string): Promise<boolean> => {
    const url = secure(port);
    const api = asking.get(url) ?? connectApi({ url, ca: authority.certificate, ...clientCertificate(foundation) });
    asking.set(url, api);
    return (await api.request('GET', path)).status === 200;
  };
  const run = (part: Part, args: readonly string[]): ServerProcess => {
    const name = `kube-${part}`;
    return startServerProcess({ name, program: programs[part], args, logFile: join(directory, `${name}.log`) });
  };
  const launch: Readonly<Record<Part, () => Promise<Started>>> = {
    etcd: () => {
      const { unsafeNoFsync = true } = options;
      return startOnPort(
        portOf('etcd'),
        (port) => startEtcd(port, { program: programs.etcd, directory, unsafeNoFsync }),
        (port) => isEtcdHealthy(plain(port), directory),
      );
    },
    apiserver: () => {
      const place = { directory, etcdUrl: plain(portOf('etcd')), bindAddress: address, advertiseAddress: address };
      return startOnPort(
        portOf('apiserver'),
        (port) => run('apiserver', apiserverFlags({ ...place, port }, options)),
        (port) => says(port, '/readyz'),
      );
    },
    'controller-manager': async () => {
      const kubeconfig = join(directory, 'kubeconfig-controller-manager');
      const adminToken = userOf(users, controllersUser).token;
      const facts = { name: foundation.name, url: secure(portOf('apiserver')), ca: authority.certificate, adminToken };
      await writeFile(kubeconfig, kubeconfigText(facts), { mode: 0o600 });
      const place = { directory, kubeconfig, bindAddress: address };
      return startOnPort(
        portOf('controller-manager'),
        (port) => run('controller-manager', controllerManagerFlags({ ...place, port }, controllers)),
        (port) => says(port, '/healthz'),
      );
    },
  };
  const end = async (part: Part, signal: NodeJS.Signals, patience?: number): Promise<void> => {
    const server = running.get(part);
    running.delete(part);
    await server?.stop(signal, patience);
  };
  return {
    apiserver,
    hostAddress: address,
    async run(part) {
      const started = await launch[part]();
      running.set(part, started.process);
      ports.set(part, started.port);
    },
    end,
    replace(part, program) {
      programs[part] = program;
    },
    freeze(part) {
      const server = running.get(part);
      server?.signal('SIGSTOP');
      return Promise.resolve(() => {
        server?.signal('SIGCONT');
        return Promise.resolve();
      });
    },
    urlOf(part) {
      if (!running.has(part)) return undefined;
      return part === 'etcd' ? plain(portOf(part)) : secure(portOf(part));
    },
    pids: () => Object.fromEntries([...running].map(([part, server]) => [part, server.pid])),
    async stop() {
      await Promise.all([...asking.values()].map((api) => api.close()));
      // Nothing of it is needed any more: no server is given time to say goodbye.
      await Promise.all([...running.keys()].map((part) => end(part, 'SIGKILL')));
    },
  };
}
