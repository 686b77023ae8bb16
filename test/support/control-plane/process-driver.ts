import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectApi, type Api } from '../api/api.ts';
import { kindsOf } from '../api/discovery.ts';
import { binary } from '../binaries/binaries.ts';
import { createAuthority } from '../certificates/authority.ts';
import { freePorts } from '../processes/free-ports.ts';
import type { ServerProcess } from '../processes/server-process.ts';
import { sweepLater } from '../processes/undertaker.ts';
import { until } from '../processes/until.ts';
import { startApiserver, writeApiserverFiles, type KnownUser } from './apiserver.ts';
import type { ControlPlane, ControlPlaneOptions, Driver, Part } from './control-plane.ts';
import { controllersUser, defaultControllers, startControllerManager } from './controller-manager.ts';
import { startEtcd } from './etcd.ts';
import { kubeconfigText } from './kubeconfig.ts';

/** Runs the real servers as child processes on loopback ports. */
export const processDriver: Driver = { name: 'process', start };

/** How often a server is given another port because the one the system chose was taken before it could be used. */
const portAttempts = 5;

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
  const admin: KnownUser = { name: 'admin', groups: ['system:masters'], token: token() };
  const controllersAs: KnownUser = { name: controllersUser, groups: ['system:masters'], token: token() };
  const users = (options.users ?? []).map((user): KnownUser => ({ name: user.name, groups: user.groups ?? [], token: token() }));
  await writeApiserverFiles(directory, authority, [admin, controllersAs, ...users]);
  const adminCertificate = authority.issue({ commonName: 'admin', organisations: ['system:masters'] });

  const running = new Map<Part, ServerProcess>();
  const ports: Record<Part, number> = { etcd: 0, apiserver: 0, 'controller-manager': 0 };
  const apis = new Set<Api>();
  let stopping: Promise<void> | undefined;
  let collectedKinds: ReadonlySet<string> = new Set();

  async function end(part: Part, signal: NodeJS.Signals, patience?: number): Promise<void> {
    const server = running.get(part);
    running.delete(part);
    await server?.stop(signal, patience);
  }

  async function stop(): Promise<void> {
    await Promise.all([...apis].map((connection) => connection.close()));
    // Nothing of it is needed any more: no server is given time to say goodbye.
    await Promise.all([...running.keys()].map((part) => end(part, 'SIGKILL')));
    if (!keep) await rm(directory, { recursive: true, force: true });
  }

  async function runEtcd(): Promise<void> {
    const started = await startEtcd({ program: programs.etcd, directory, port: ports.etcd, unsafeNoFsync: options.unsafeNoFsync ?? true });
    running.set('etcd', started.process);
    ports.etcd = started.port;
  }

  /** Starts a server on a port of the system's choice, or on its earlier one, and waits until `ready`. */
  async function runOnPort(part: Part, launch: (port: number) => Promise<ServerProcess> | ServerProcess, ready: () => Promise<boolean>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      if (ports[part] === 0 || attempt > 1) [ports[part] = 0] = await freePorts(1);
      const server = await launch(ports[part]);
      running.set(part, server);
      try {
        await until(
          {
            what: `${server.name} of ${name}`,
            timeout: 60_000,
            interval: 25,
            hopeless: () => (server.ended() === undefined ? undefined : `${String(server.ended())}\n${server.lastWords()}`),
          },
          ready,
        );
        return;
      } catch (error) {
        await end(part, 'SIGKILL');
        if (attempt >= portAttempts || !server.lastWords(40).includes('address already in use')) throw error;
      }
    }
  }

  const connectAdmin = (url: string, agent: string): Api => {
    const connection = connectApi({ url, ca: authority.certificate, certificate: adminCertificate.certificate, key: adminCertificate.key, agent });
    apis.add(connection);
    return connection;
  };
  let api: Api | undefined;
  const runApiserver = (): Promise<void> =>
    runOnPort(
      'apiserver',
      (port) => startApiserver(programs.apiserver, directory, port, ports.etcd, options),
      async () => {
        const url = `https://127.0.0.1:${ports.apiserver}`;
        if (api?.url !== url) api = connectAdmin(url, 'test-bed');
        return (await api.request('GET', '/readyz')).status === 200;
      },
    );

  try {
    await runEtcd();
    await runApiserver();
  } catch (error) {
    await stop();
    throw error;
  }
  const served = api as unknown as Api;
  const facts = { name, url: served.url, ca: authority.certificate, adminToken: admin.token };
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigText(facts), { mode: 0o600 });
  const kinds = kindsOf(served);

  let controllersApi: Api | undefined;
  async function runControllers(): Promise<void> {
    if (controllers.length === 0) return;
    const known = await kinds.all(true);
    await runOnPort(
      'controller-manager',
      (port) => startControllerManager(programs.controllerManager, directory, port, controllers, { ...facts, token: controllersAs.token }),
      async () => {
        const url = `https://127.0.0.1:${ports['controller-manager']}`;
        if (controllersApi?.url !== url) controllersApi = connectAdmin(url, 'test-bed');
        return (await controllersApi.request('GET', '/healthz')).status === 200;
      },
    );
    collectedKinds = new Set(known.map((resource) => `${resource.group}/${resource.plural}`));
  }

  const findUser = (user: string): KnownUser => {
    const found = [admin, ...users].find((known) => known.name === user);
    if (found === undefined) throw new Error(`${name} knows no user ${user}`);
    return found;
  };

  const plane: ControlPlane = {
    ...facts,
    kubeconfig,
    adminCertificate,
    directory,
    auditLog: options.audit === true ? join(directory, 'audit.log') : undefined,
    api: served,
    kinds,
    authority,
    tokenOf: (user) => findUser(user).token,
    connectAs: (user, agent = user) => connectApi({ url: served.url, ca: authority.certificate, token: findUser(user).token, agent }),
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
      return controllersApi?.url;
    },
    get collectedKinds() {
      return collectedKinds;
    },
    stop: () => (stopping ??= stop()),
    [Symbol.asyncDispose]: () => plane.stop(),
  };
  try {
    await options.beforeControllers?.(plane);
    await runControllers();
  } catch (error) {
    await plane.stop();
    throw error;
  }
  return plane;
}

function token(): string {
  return randomBytes(24).toString('base64url');
}
