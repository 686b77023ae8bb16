import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectApi, type Api } from '../api/api.ts';
import { kindsOf } from '../api/discovery.ts';
import { createCrds, crdsServed } from '../crds/install.ts';
import type { ControlPlane } from './control-plane.ts';
import { establishedCrds } from './established-crds.ts';
import type { Foundation } from './foundation.ts';
import { userOf } from './known-users.ts';
import { kubeconfigText } from './kubeconfig.ts';
import type { Parts, Thaw } from './parts.ts';

/** Makes a control plane of its servers, which none of them runs yet, however they are run. */
export async function assemblePlane(foundation: Foundation, parts: Parts): Promise<ControlPlane> {
  const { name, options, controllers, directory, authority, users, adminCertificate } = foundation;
  const connections: Api[] = [];
  let collectedKinds: ReadonlySet<string> = new Set();

  async function stop(): Promise<void> {
    await Promise.all(connections.map((connection) => connection.close()));
    await parts.stop();
    await foundation.remove();
  }

  try {
    const established = await establishedCrds(parts.apiserver, options.install ?? []);
    await parts.run('etcd');
    await established.putInto(parts.urlOf('etcd') ?? '');
    await parts.run('apiserver');
    const url = parts.urlOf('apiserver') ?? '';
    const api = connectApi({ url, ca: authority.certificate, ...clientCertificate(foundation) });
    connections.push(api);
    const kinds = kindsOf(api);
    const facts = { name, url, ca: authority.certificate, adminToken: userOf(users, 'admin').token };
    const kubeconfig = join(directory, 'kubeconfig');
    await writeFile(kubeconfig, kubeconfigText(facts), { mode: 0o600 });

    const runControllers = async (): Promise<void> => {
      if (controllers.length === 0) return;
      const known = await kinds.all(true);
      await parts.run('controller-manager');
      collectedKinds = new Set(known.map((resource) => `${resource.group}/${resource.plural}`));
    };

    let stopping: Promise<void> | undefined;
    const plane: ControlPlane = {
      ...facts,
      kubeconfig,
      hostAddress: parts.hostAddress,
      adminCertificate,
      directory,
      auditLog: options.audit === true ? join(directory, 'audit.log') : undefined,
      api,
      kinds,
      authority,
      tokenOf: (user) => userOf(users, user).token,
      connectAs: (user, agent = user) =>
        connectApi({ url, ca: authority.certificate, token: userOf(users, user).token, agent }),
      pids: () => parts.pids(),
      kill: (part, signal = 'SIGKILL') => parts.end(part, signal),
      async freeze() {
        // The client first, so that nobody sees one without the other.
        const thaws: Thaw[] = [];
        for (const part of ['controller-manager', 'apiserver', 'etcd'] as const) thaws.push(await parts.freeze(part));
        return async () => {
          for (const thaw of thaws.toReversed()) await thaw();
        };
      },
      async restart(part = 'apiserver') {
        await parts.end(part, 'SIGTERM', 3_000);
        await (part === 'controller-manager' ? runControllers() : parts.run(part));
      },
      async upgrade(apiserver) {
        if (parts.replace === undefined) throw new Error('only servers that are processes can be upgraded');
        parts.replace('apiserver', apiserver);
        await plane.restart('apiserver');
      },
      async renewControllers() {
        await parts.end('controller-manager', 'SIGKILL');
        await runControllers();
      },
      get controllersUrl() {
        return parts.urlOf('controller-manager');
      },
      get collectedKinds() {
        return collectedKinds;
      },
      stop: () => (stopping ??= stop()),
      [Symbol.asyncDispose]: () => plane.stop(),
    };
    await createCrds(plane, established.unknown);
    await crdsServed(plane, options.install ?? []);
    await established.keepFrom(parts.urlOf('etcd') ?? '');
    await options.beforeControllers?.(plane);
    await runControllers();
    return plane;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How the admin shows who it is. */
export function clientCertificate({ adminCertificate }: Foundation): { certificate: string; key: string } {
  return { certificate: adminCertificate.certificate, key: adminCertificate.key };
}
