import type { KubeObject, ObjectIndex } from '@tsmove/move-core/provider';
import { groups } from './kinds.ts';

/** What follows `<cluster>-` in the names of a Cluster's Secrets; the longest first, as one ends in a shorter word. */
const purposes = ['apiserver-etcd-client', 'kubeconfig', 'proxy', 'etcd', 'ca', 'sa'];

/**
 * The Cluster that a Secret belongs to by its name (C4.1). clusterctl splits the name at the last dash, and so never
 * finds the Cluster of `<cluster>-apiserver-etcd-client`. It leaves alone every Secret that has an owner; here owners
 * do not count that are no discovered objects, because they can take nothing along.
 */
export function clusterOfSecret(secret: KubeObject, index: ObjectIndex): KubeObject | undefined {
  const { name, namespace, ownerReferences = [] } = secret.metadata;
  if (ownerReferences.some(({ uid }) => index.byUid(uid) !== undefined)) return undefined;
  for (const purpose of purposes) {
    if (!name.endsWith(`-${purpose}`)) continue;
    const cluster = index.find(groups.cluster, 'Cluster', namespace, name.slice(0, -purpose.length - 1));
    if (cluster !== undefined) return cluster;
  }
  return undefined;
}
