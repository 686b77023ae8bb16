import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { writeKubeconfig } from '../../support/control-plane/kubeconfig.ts';
import { until } from '../../support/processes/until.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** A user who may do everything, until something is taken away. */
export interface Mover {
  /** The control plane as this user sees it. */
  readonly plane: ControlPlane;
  /** Takes verbs away for all kinds but Leases; with a subresource, only there. Resolves when it has taken effect. */
  revoke(verbs: readonly string[], subresource?: 'status'): Promise<void>;
  restore(): Promise<void>;
}

/** The user must be one of those that the control plane was started with. */
export async function moverOn(plane: ControlPlane, user: string): Promise<Mover> {
  const { api } = plane;
  const path = `${rbac}/clusterroles/${user}`;
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: all };
  const everything = { apiGroups: ['*'], resources: ['*'], verbs: all };
  const capi = 'clusters machines kubeadmcontrolplanes kubeadmconfigs dockermachines dockerclusters secrets'.split(' ');
  await api.call('POST', `${rbac}/clusterroles`, { metadata: { name: user }, rules: [leases, everything] });
  await api.call('POST', `${rbac}/clusterrolebindings`, {
    metadata: { name: user },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: user },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }],
  });
  const kubeconfig = await writeKubeconfig(plane, { user: { token: plane.tokenOf(user) } });
  const may = async (verb: string, subresource: string | undefined): Promise<boolean> => {
    await using own = { api: plane.connectAs(user), [Symbol.asyncDispose]: async () => own.api.close() };
    const review = await own.api.call<{ readonly status?: { readonly allowed?: boolean } }>(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {
          resourceAttributes: {
            verb,
            group: 'cluster.x-k8s.io',
            resource: 'machines',
            namespace: 'any',
            ...(subresource === undefined ? {} : { subresource }),
          },
        },
      },
    );
    return review.status?.allowed === true;
  };
  const settled = (verb: string, subresource: string | undefined, allowed: boolean): Promise<unknown> =>
    until({ what: `rights to ${verb}` }, async () => (await may(verb, subresource)) === allowed);
  return {
    plane: Object.create(plane, { kubeconfig: { value: kubeconfig, enumerable: true } }) as ControlPlane,
    async revoke(verbs, subresource) {
      const kept = all.filter((verb) => !verbs.includes(verb));
      const reviews = { apiGroups: ['authorization.k8s.io'], resources: ['*'], verbs: ['create'] };
      const rules =
        subresource === undefined
          ? [leases, reviews, { ...everything, verbs: kept }]
          : [leases, reviews, { ...everything, resources: [...capi, 'namespaces'] }];
      await api.call('PATCH', path, { rules });
      for (const verb of verbs) await settled(verb, subresource, false);
    },
    async restore() {
      await api.call('PATCH', path, { rules: [leases, everything] });
      for (const verb of all) await settled(verb, 'status', true);
      for (const verb of all) await settled(verb, undefined, true);
    },
  };
}
