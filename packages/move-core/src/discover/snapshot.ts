import type { KubeObject } from '../model/kube-object.ts';
import type { ResourceType } from '../model/resource-type.ts';

/** How a kind was discovered to take part (B1.4, B1.5): the labels on its CRD. */
export interface DiscoveredType extends ResourceType {
  /** CRD label `clusterctl.cluster.x-k8s.io/move`. */
  readonly moveLabel: boolean;
  /** CRD label `clusterctl.cluster.x-k8s.io/move-hierarchy`. */
  readonly moveHierarchyLabel: boolean;
  /** Found by a label on the CRD (or a core kind), not only because a provider named it. */
  readonly labelled: boolean;
}

/** One entry of clusterctl's provider inventory (D4). */
export interface InventoryItem {
  readonly namespace: string;
  readonly name: string;
  readonly providerName: string;
  readonly type: string;
  readonly version: string;
}

/** What is known about one cluster, apart from its objects. */
export interface ClusterFacts {
  readonly url: string;
  /** UID of the namespace kube-system: tells two clusters apart whatever they are called. */
  readonly systemUid: string;
  /** Kubernetes version, for example `v1.34.4`. */
  readonly version: string;
}

/** Everything a plan is made from, read from the source. A value: nothing in it changes any more. */
export interface Snapshot {
  readonly cluster: ClusterFacts;
  /** The namespace being moved. */
  readonly namespace: string;
  readonly types: readonly DiscoveredType[];
  /** Full objects of all `types`: the namespace's, cluster-scoped ones, Secrets of provider namespaces, what is required from elsewhere. */
  readonly objects: readonly KubeObject[];
  /** Objects of other namespaces that may use ours (`usersElsewhere`); never moved. */
  readonly elsewhere: readonly KubeObject[];
  /**
   * Metadata (PartialObjectMetadata) of everything else in the namespace that has an owner, of whatever kind: what
   * the garbage collector would take when its owner goes (contract 8).
   */
  readonly dependents: readonly KubeObject[];
  /** UIDs named in ownerReferences that are not among the objects, looked up: `absent` = exists nowhere any more. */
  readonly owners: ReadonlyMap<string, OwnerLookup>;
  readonly inventory: readonly InventoryItem[];
  /** Labels and annotations of the namespaces that objects live in. */
  readonly namespaces: readonly KubeObject[];
  /** Kinds that could not be listed, so that a dependent may be unseen there. */
  readonly unlistable: readonly { readonly resource: string; readonly because: string }[];
}

export interface OwnerLookup {
  readonly state: 'present' | 'absent' | 'unknown';
  /** For `unknown`: why it could not be looked up. */
  readonly because?: string;
}
