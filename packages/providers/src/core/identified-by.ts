import type { KubeObject } from '@tsmove/move-core/provider';

/** Cluster API's contracts name these fields alike in all kinds, whoever's they are. */
const everywhere = [
  '/spec/clusterName',
  '/spec/controlPlaneEndpoint/host',
  '/spec/controlPlaneEndpoint/port',
  '/spec/providerID',
] as const;

/** The type of Secrets with a Cluster's keys: https://cluster-api.sigs.k8s.io/developer/providers/contracts */
const clusterSecret = 'cluster.x-k8s.io/secret';

/**
 * What makes a Cluster, a machine or a Cluster's keys the ones that they are: where its API is, what its cloud calls it,
 * which certificate its authority shows. The kubeconfig is renewed now and then, and tells nothing.
 */
export function identifiedBy(object: KubeObject): readonly string[] {
  return object.kind === 'Secret' && object['type'] === clusterSecret ? [...everywhere, '/data/tls.crt'] : everywhere;
}
