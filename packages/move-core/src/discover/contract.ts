import { storageVersion, type CustomResource } from './custom-resource.ts';

/** The version of Cluster API's own kinds that a move reads and writes (Cluster API v1.11 and later). */
export const contractVersion = 'v1beta2';

/** The CustomResourceDefinition by which clusterctl, too, knows the contract of a management cluster (D1). */
export const clustersDefinition = 'clusters.cluster.x-k8s.io';

/** Why a cluster is not one that a move can be made from or to. */
export interface ContractProblem {
  readonly code: 'cluster-api-missing' | 'contract-mismatch';
  readonly message: string;
  readonly remedy: string;
}

/** Judges the definition of Cluster: it must be there, and stored in the version that we speak. */
export function contractProblem(side: string, clusters: CustomResource | undefined): ContractProblem | undefined {
  if (clusters === undefined) {
    return {
      code: 'cluster-api-missing',
      message: `${side} has no CustomResourceDefinition ${clustersDefinition}: Cluster API is not installed there`,
      remedy: `Check that the kubeconfig of the ${side} names a management cluster, or run \`clusterctl init\` on it.`,
    };
  }
  const found = storageVersion(clusters)?.name;
  if (found === contractVersion) return undefined;
  return {
    code: 'contract-mismatch',
    message: `${side} stores Clusters in ${found ?? 'no version'}, but ${contractVersion} is expected`,
    remedy: `Upgrade Cluster API on the ${side} to a release that stores ${contractVersion} (v1.11 or later).`,
  };
}
