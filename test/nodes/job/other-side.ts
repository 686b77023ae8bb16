import { dump, load } from 'js-yaml';
import { readFile } from 'node:fs/promises';
import type { KubeObject } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { tsmove } from '../../e2e/cli/program.ts';
import { home } from './bed.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

interface Printed extends KubeObject {
  readonly kind: 'Role' | 'ClusterRole' | 'Namespace';
  readonly rules?: readonly object[];
}

/**
 * The kubeconfig that a Job is given for the side where its pod is not: the token of a ServiceAccount that may do what
 * `tsmove rbac` prints for that side and nothing else, made as docs/in-cluster.md says.
 */
export async function kubeconfigOfMover(
  plane: ControlPlane,
  name: string,
  rbacArguments: readonly string[],
): Promise<string> {
  const { code, stdout, stderr } = await tsmove(['rbac', ...rbacArguments, '--name', name, '-o', 'json', '--quiet']);
  if (code !== 0) throw new Error(stderr);
  const { items } = JSON.parse(stdout) as { readonly items: readonly Printed[] };
  await plane.api.call('POST', `/api/v1/namespaces/${home}/serviceaccounts`, { metadata: { name } });
  for (const { kind, metadata, rules = [] } of items) {
    // The test bed has made it already.
    if (kind === 'Namespace') continue;
    const scope = metadata.namespace === undefined ? rbac : `${rbac}/namespaces/${metadata.namespace}`;
    await plane.api.call('POST', `${scope}/${kind.toLowerCase()}s`, { metadata, rules });
    await plane.api.call('POST', `${scope}/${kind.toLowerCase()}bindings`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: home }],
    });
  }
  const { status } = await plane.api.call<{ readonly status: { readonly token: string } }>(
    'POST',
    `/api/v1/namespaces/${home}/serviceaccounts/${name}/token`,
    { spec: { expirationSeconds: 3_600 } },
  );
  return withToken(await readFile(plane.kubeconfig, 'utf8'), status.token);
}

interface Kubeconfig {
  readonly users: readonly { readonly name: string }[];
}

function withToken(kubeconfig: string, token: string): string {
  const config = load(kubeconfig) as Kubeconfig;
  return dump({ ...config, users: config.users.map(({ name }) => ({ name, user: { token } })) });
}
