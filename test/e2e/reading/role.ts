import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { writeKubeconfig } from '../../support/control-plane/kubeconfig.ts';

/** One line of a role: verbs, API groups, resources. */
export type Grant = readonly [verbs: readonly string[], groups: readonly string[], resources: readonly string[]];

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** Gives a user exactly these rights: everywhere, or in one namespace. */
export async function grant(
  plane: ControlPlane,
  user: string,
  grants: readonly Grant[],
  namespace?: string,
  name: string = user,
): Promise<void> {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
  const plural = `${kind.toLowerCase()}s`;
  const metadata = { name };
  const rules = grants.map(([verbs, apiGroups, resources]) => ({ verbs, apiGroups, resources }));
  await plane.api.call('POST', `${rbac}${scope}/${plural}`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata,
    rules,
  });
  await plane.api.call('POST', `${rbac}${scope}/${kind.toLowerCase()}bindings`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }],
  });
}

/** A kubeconfig by which one is this user. */
export function kubeconfigOf(plane: ControlPlane, user: string): Promise<string> {
  return writeKubeconfig(plane, { user: { token: plane.tokenOf(user) }, file: `${user}.kubeconfig` });
}
