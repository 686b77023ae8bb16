import type { KubeObject, ObjectIndex } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { textAt } from '../object/fields.ts';

/** The label by which objects say of which Cluster they are. */
export const clusterNameLabel = 'cluster.x-k8s.io/cluster-name';

/** The name of the Cluster that a claim is made for, if it says so. */
export function clusterNameOf({ metadata, spec }: KubeObject): string | undefined {
  return textAt(spec, 'clusterName') ?? textAt(metadata.labels, clusterNameLabel);
}

/** The pool that a claim or an address names; one of the claim's own namespace goes before a cluster-scoped one. */
export function poolOf({ metadata, spec }: KubeObject, index: ObjectIndex): KubeObject | undefined {
  const group = textAt(spec, 'poolRef', 'apiGroup') ?? '';
  const kind = textAt(spec, 'poolRef', 'kind');
  const name = textAt(spec, 'poolRef', 'name');
  if (kind === undefined || name === undefined) return undefined;
  return index.find(group, kind, metadata.namespace, name) ?? index.find(group, kind, undefined, name);
}

/** The claims that name a pool, those of other namespaces too. */
export function claimsOn(pool: KubeObject, index: ObjectIndex): readonly KubeObject[] {
  return index.ofKind(groups.ipam, 'IPAddressClaim').filter((claim) => poolOf(claim, index) === pool);
}
