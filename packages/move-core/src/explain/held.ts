import type { ObjectGraph, ObjectNode } from '../graph/types.ts';
import { compareRefs } from '../model/object-ref.ts';
import type { ClustersOf } from '../plan/clusters.ts';
import { holdFor } from '../provider/holds.ts';
import type { Provider } from '../provider/types.ts';
import { allAbove } from './chain.ts';
import type { HoldExplanation } from './types.ts';

/** How an object that goes to the target is kept still meanwhile: its row of the hold table. */
export function explainHold(
  graph: ObjectGraph,
  node: ObjectNode,
  providers: readonly Provider[],
  clustersOf: ClustersOf,
): HoldExplanation {
  const { object } = node;
  const hold = holdFor(providers, node.ref);
  const blockedBy =
    object === undefined ? [] : providers.flatMap((provider) => provider.blockedBy?.(object) ?? []).sort();
  if (hold === undefined) {
    return { by: 'nothing', holders: [], pausedByUser: false, stopsDeletion: false, blockedBy };
  }
  const holders =
    hold.by === 'cluster'
      ? clustersOf(node)
      : hold.by === 'owner'
        ? allAbove(graph, node).filter(({ ref }) => holdFor(providers, ref)?.by === 'self')
        : [];
  return {
    by: hold.by,
    holders: holders.map(({ ref }) => ref).sort(compareRefs),
    pausedByUser:
      hold.by === 'self' && object !== undefined && Object.keys(hold.pause?.(object) ?? { pause: true }).length === 0,
    ...(hold.releaseOrder === undefined ? {} : { releaseOrder: hold.releaseOrder }),
    stopsDeletion: hold.stopsDeletion,
    ...(hold.harmOnDelete === undefined ? {} : { harmOnDelete: hold.harmOnDelete }),
    blockedBy,
  };
}
