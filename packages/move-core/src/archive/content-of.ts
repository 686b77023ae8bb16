import { contractVersion } from '../discover/contract.ts';
import type { DiscoveredType, Snapshot } from '../discover/snapshot.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { compareRefs, refOf } from '../model/object-ref.ts';
import type { Plan } from '../plan/types.ts';
import type { ArchiveContent } from './types.ts';

export interface ContentOptions {
  readonly snapshot: Snapshot;
  readonly plan: Plan;
  /** The planned objects as they were while everything held still; absent: as the snapshot has them. */
  readonly held?: readonly KubeObject[];
  /** RFC 3339. */
  readonly createdAt: string;
  /** The program and its version. */
  readonly createdBy: string;
}

/** What an archive of the plan's objects holds: they themselves, their namespaces, and what is known of their source. */
export function contentOf({ snapshot, plan, held, createdAt, createdBy }: ContentOptions): ArchiveContent {
  const planned = new Set(plan.objects.map(({ uid }) => uid));
  const objects = (held ?? snapshot.objects).filter(({ metadata: { uid } }) => uid !== undefined && planned.has(uid));
  const places = new Set([plan.scope.namespace, ...objects.flatMap(({ metadata }) => metadata.namespace ?? [])]);
  const { clusters } = plan.scope;
  return {
    createdAt,
    createdBy,
    snapshot: held === undefined ? 'live' : 'held',
    source: { ...snapshot.cluster },
    namespace: plan.scope.namespace,
    ...(clusters === undefined ? {} : { clusters }),
    types: snapshot.types,
    inventory: snapshot.inventory,
    namespaces: byRef(snapshot.namespaces.filter(({ metadata }) => places.has(metadata.name))),
    objects: byRef(objects),
  };
}

function byRef(objects: readonly KubeObject[]): readonly KubeObject[] {
  return [...objects].sort((a, b) => compareRefs(refOf(a), refOf(b)));
}

/** Cluster API's own kind, by which a management cluster is known: a source serves it even if there is no Cluster. */
export const clusterType: DiscoveredType = {
  group: 'cluster.x-k8s.io',
  version: contractVersion,
  kind: 'Cluster',
  plural: 'clusters',
  namespaced: true,
  hasStatus: true,
  moveLabel: false,
  moveHierarchyLabel: false,
  labelled: true,
};
