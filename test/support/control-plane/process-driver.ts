import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectApi, type Api } from '../api/api.ts';
import { kindsOf } from '../api/discovery.ts';
import { binary } from '../binaries/binaries.ts';
import { createAuthority } from '../certificates/authority.ts';
import { crdsServed, createCrds } from '../crds/install.ts';
import type { ServerProcess } from '../processes/server-process.ts';
import { sweepLater } from '../processes/undertaker.ts';
import { startApiserver, writeApiserverFiles } from './apiserver.ts';
import type { ControlPlane, ControlPlaneOptions, Driver, Part } from './control-plane.ts';
import { controllersUser, defaultControllers, startControllerManager } from './controller-manager.ts';
import { establishedCrds } from './established-crds.ts';
import { isEtcdHealthy, startEtcd } from './etcd.ts';
import { knownUsers, userOf } from './known-users.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { startOnPort, type Started } from './start-on-port.ts';

/** Runs the real servers as child processes on loopback ports. */
export const processDriver: Driver = { name: 'process', start };

async function start(options: ControlPlaneOptions): Promise<ControlPlane> {
  const name = options.name ?? 'plane';
  const controllers = options.controllers ?? defaultControllers;
  const programs = {
    etcd: (await binary('etcd')).path,
    apiserver: (await binary('kube-apiserver')).path,
    controllerManager: controllers.length === 0 ? '' : (await binary('kube-controller-manager')).path,
  };
  const directory = await mkdtemp(join(tmpdir(), `tsmove-${name.replace(/\W/g, '-')}-`));
  const keep = process.env['TSMOVE_TEST_KEEP'] === '1';
  if (!keep) sweepLater(directory);

  const authority = createAuthority(`test-bed-${name}`);
  const users = knownUsers(options.users ?? []);
  await writeApiserverFiles(directory, authority, users.values());
  const adminCertificate = authority.issue({ commonName: 'admin', organisations: ['system:masters'] });

  const running = new Map<Part, ServerProcess>();
  const ports = new Map<Part, number>();
  const connections: Api[] = [];
  let collectedKinds: ReadonlySet<string> = new Set();

  const connectAdmin = (port: number): Api => {
    const { certificate, key } = adminCertificate;
    const url = `https://127.0.0.1:${port}`;
    const connection = connectApi({ url, ca: authority.certificate, certificate, key });
    connections.push(connection);
    return connection;
  };
  /** Asks a server by a connection of its own, as long as it has not said that it is ready. */
  const says = (path: string): ((port: number) => Promise<boolean>) => {
    const asking = new Map<number, Api>();
    return async (port) => {
      const api = asking.get(port) ?? connectAdmin(port);
      asking.set(port, api);
      return (await api.request('GET', path)).status === 200;
    };
  };
  const keepRunning = (part: Part, started: Started): void => {
    running.set(part, started.process);
    ports.set(part, started.port);
  };
  const portOf = (part: Part): number => ports.get(part) ?? 0;

  async function end(part: Part, signal: NodeJS.Signals, patience?: number): Promise<void> {
    const server = running.get(part);
    running.delete(part);
    await server?.stop(signal, patience);
  }

  async function stop(): Promise<void> {
    await Promise.all(connections.map((connection) => connection.close()));
    // Nothing of it is needed any more: no server is given time to say goodbye.
    await Promise.all([...running.keys()].map((part) => end(part, 'SIGKILL')));
    if (!keep) await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async function runEtcd(): Promise<void> {
    const { unsafeNoFsync = true } = options;
    const launch = (port: number): ServerProcess =>
      startEtcd(port, { program: programs.etcd, directory, unsafeNoFsync });
    keepRunning('etcd', await startOnPort(portOf('etcd'), launch, (port) => isEtcdHealthy(port, directory)));
  }

  async function runApiserver(): Promise<void> {
    const launch = (port: number): ServerProcess =>
      startApiserver(programs.apiserver, directory, port, portOf('etcd'), options);
    keepRunning('apiserver', await startOnPort(portOf('apiserver'), launch, says('/readyz')));
  }

  const established = await establishedCrds(programs.apiserver, options.install ?? []);
  try {
    await runEtcd();
    await established.putInto(portOf('etcd'));
    await runApiserver();
  } catch (error) {
    await stop();
    throw error;
  }
  const api = connectAdmin(portOf('apiserver'));
  const kinds = kindsOf(api);
  const facts = { name, url: api.url, ca: authority.certificate, adminToken: userOf(users, 'admin').token };
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigText(facts), { mode: 0o600 });

  async function runControllers(): Promise<void> {
    if (controllers.length === 0) return;
    const known = await kinds.all(true);
    const { token } = userOf(users, controllersUser);
    const launch = (port: number): Promise<ServerProcess> =>
      startControllerManager(programs.controllerManager, directory, port, controllers, { ...facts, token });
    keepRunning('controller-manager', await startOnPort(portOf('controller-manager'), launch, says('/healthz')));
    collectedKinds = new Set(known.map((resource) => `${resource.group}/${resource.plural}`));
  }

  let stopping: Promise<void> | undefined;
  const plane: ControlPlane = {
    ...facts,
    kubeconfig,
    adminCertificate,
    directory,
    auditLog: options.audit === true ? join(directory, 'audit.log') : undefined,
    api,
    kinds,
    authority,
    tokenOf: (user) => userOf(users, user).token,
    connectAs: (user, agent = user) =>
      connectApi({ url: api.url, ca: authority.certificate, token: userOf(users, user).token, agent }),
    pids: () => Object.fromEntries([...running].map(([part, server]) => [part, server.pid])),
    kill: (part, signal = 'SIGKILL') => end(part, signal),
    async restart(part = 'apiserver') {
      await end(part, 'SIGTERM', 3_000);
      if (part === 'etcd') await runEtcd();
      if (part === 'apiserver') await runApiserver();
      if (part === 'controller-manager') await runControllers();
    },
    async renewControllers() {
      await end('controller-manager', 'SIGKILL');
      await runControllers();
    },
    get controllersUrl() {
      return running.has('controller-manager') ? `https://127.0.0.1:${portOf('controller-manager')}` : undefined;
    },
    get collectedKinds() {
      return collectedKinds;
    },
    stop: () => (stopping ??= stop()),
    [Symbol.asyncDispose]: () => plane.stop(),
  };
  try {
    await createCrds(plane, established.unknown);
    await crdsServed(plane, options.install ?? []);
    await established.keepFrom(portOf('etcd'));
    await options.beforeControllers?.(plane);
    await runControllers();
  } catch (error) {
    await plane.stop();
    throw error;
  }
  return plane;
}
