import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectApi } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { writeKubeconfig, type KubeconfigVariation } from '../../support/control-plane/kubeconfig.ts';
import { until } from '../../support/processes/until.ts';

/** A login whose tokens come from an exec plugin, as those of cloud providers do. */
export interface Login {
  readonly user: NonNullable<KubeconfigVariation['user']>;
  /** What the plugin gives from now on. */
  give(token: string): Promise<void>;
  /** How often the plugin was run. */
  runs(): Promise<number>;
}

/** The plugin is a shell that prints a file and counts. */
export async function createLogin({ directory }: ControlPlane, name: string): Promise<Login> {
  const answer = join(directory, `${name}-credential`);
  const count = join(directory, `${name}-count`);
  await writeFile(count, '');
  return {
    user: {
      exec: {
        command: 'sh',
        args: ['-c', 'echo run >> "$COUNT"; cat "$ANSWER"'],
        env: { ANSWER: answer, COUNT: count },
      },
    },
    async give(token) {
      const credential = {
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        status: { token },
      };
      // In one step: the plugin may be reading it.
      await writeFile(`${answer}.new`, JSON.stringify(credential), { mode: 0o600 });
      await rename(`${answer}.new`, answer);
    },
    runs: async () => (await readFile(count, 'utf8')).split('\n').length - 1,
  };
}

export interface ExpiringLogin {
  /** The control plane as this user sees it. */
  readonly plane: ControlPlane;
  readonly login: Login;
  /** Ends the token that the plugin gave, and has it give another. Resolves when the API server refuses the old one. */
  expire(): Promise<void>;
}

/** A service account that may do everything, by tokens that are each bound to a Secret, and so can be ended. */
export async function expiringLogin(plane: ControlPlane, name: string): Promise<ExpiringLogin> {
  const { api } = plane;
  const home = '/api/v1/namespaces/default';
  const rbac = 'rbac.authorization.k8s.io';
  await api.call('POST', `${home}/serviceaccounts`, { metadata: { name } });
  await api.call('POST', `/apis/${rbac}/v1/clusterrolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
  });
  const login = await createLogin(plane, name);
  let given = { secret: '', token: '', count: 0 };
  const next = async (): Promise<void> => {
    const count = given.count + 1;
    const secret = `${name}-${count}`;
    const { metadata } = await api.call('POST', `${home}/secrets`, { metadata: { name: secret } });
    const { status } = await api.call<{ readonly status: { readonly token: string } }>(
      'POST',
      `${home}/serviceaccounts/${name}/token`,
      {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: secret, uid: metadata.uid } },
      },
    );
    given = { secret, token: status.token, count };
    await login.give(status.token);
  };
  await next();
  const kubeconfig = await writeKubeconfig(plane, { user: login.user });
  return {
    plane: Object.create(plane, { kubeconfig: { value: kubeconfig, enumerable: true } }) as ControlPlane,
    login,
    async expire() {
      const { secret, token } = given;
      await next();
      await api.call('DELETE', `${home}/secrets/${secret}`);
      const own = connectApi({ url: plane.url, ca: plane.ca, token });
      try {
        // The API server remembers for 10 s what it found out about a token.
        await until({ what: `the token of ${name} to end`, interval: 250 }, async () => {
          return (await own.request('GET', '/api')).status === 401;
        });
      } finally {
        await own.close();
      }
    },
  };
}
