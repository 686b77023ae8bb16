import type { Diagnostic } from '../errors.ts';
import { independentClusters, type IndependentClusters } from '../graph/independent-clusters.ts';
import type { ObjectGraph, ObjectNode } from '../graph/types.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Provider } from '../provider/types.ts';
import type { Scope } from './types.ts';

/** What a move in shards makes of objects that belong to no group of Clusters. */
export interface Sharing {
  /** True for what a move of nothing but shared objects is about. */
  isShared(node: ObjectNode): boolean;
  /** Why a shared object stays in the source; undefined if it is not for that reason. */
  keepsBecause(node: ObjectNode): string | undefined;
  /** True for what the target has to have when a shard moves. */
  mustBeThere(node: ObjectNode): boolean;
  /** About Clusters that cannot move without one that is no part of the shard. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Nothing is looked up for a move without shards. */
const unsharded: Sharing = {
  isShared: () => false,
  keepsBecause: () => undefined,
  mustBeThere: () => false,
  diagnostics: [],
};

export function sharingOf(graph: ObjectGraph, scope: Scope, providers: readonly Provider[]): Sharing {
  const isShard = scope.shard !== undefined;
  if (!isShard && scope.sharedOnly !== true) return unsharded;
  const { groups, groupOf } = groupsOf(graph, providers);
  const isShared = (node: ObjectNode): boolean => groupOf(node) === undefined;
  return {
    isShared,
    keepsBecause: (node) =>
      isShared(node) ? 'Clusters of other shards may use it; it leaves with what is left at the end' : undefined,
    mustBeThere: (node) => isShard && isShared(node),
    diagnostics: isShard ? groups.flatMap(({ clusters }) => tornApart(clusters, scope)) : [],
  };
}

// Several shards are planned over one graph, which is of the same providers then.
const known = new WeakMap<ObjectGraph, IndependentClusters>();

function groupsOf(graph: ObjectGraph, providers: readonly Provider[]): IndependentClusters {
  const groups = known.get(graph) ?? independentClusters(graph, providers);
  known.set(graph, groups);
  return groups;
}

/** It may have come to that since the Clusters were divided: somebody has made an object that belongs to two of them. */
function tornApart(clusters: readonly ObjectNode[], scope: Scope): readonly Diagnostic[] {
  const isInside = ({ ref }: ObjectNode): boolean =>
    ref.namespace === scope.namespace && scope.clusters?.includes(ref.name) === true;
  const inside = clusters.filter(isInside);
  const [outside] = clusters.filter((node) => !isInside(node));
  if (outside === undefined) return [];
  return inside.map(({ ref }) => ({
    code: 'shard-not-independent',
    severity: 'error',
    ref,
    message: `it has to move together with ${formatRef(outside.ref)}, which is no part of this shard`,
    remedy: 'Divide the Clusters anew, or move the whole namespace at once.',
  }));
}
