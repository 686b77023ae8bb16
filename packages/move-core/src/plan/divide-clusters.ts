import type { Snapshot } from '../discover/snapshot.ts';
import { UsageError } from '../errors.ts';
import { buildGraph } from '../graph/build.ts';
import { independentClusters } from '../graph/independent-clusters.ts';
import { compareText, type ObjectRef } from '../model/object-ref.ts';
import type { Provider } from '../provider/types.ts';
import { planMove } from './plan-move.ts';

export interface DivideOptions {
  readonly providers: readonly Provider[];
  /** How many shards; there may be more than can be filled. */
  readonly shards: number;
}

/** The Clusters of a namespace, divided for several moves at the same time. Names alone, no bodies. */
export interface DividedClusters {
  /** Names of Clusters for each shard, sorted; empty for shards that have nothing to do. */
  readonly shards: readonly (readonly string[])[];
  /** What they share, and what has to be in the target before any of them moves. */
  readonly shared: readonly ObjectRef[];
}

/**
 * Divides the Clusters of a snapshot's namespace into shards that can move at the same time: what has to move together
 * is in one shard, and the shards are about as large as each other, by the number of their objects. Pure, and the same
 * for the same objects in whatever order they come.
 *
 * Raises UsageError unless `shards` is a whole number from 1 on, and DiscoveryError for a snapshot that contradicts
 * itself.
 */
export function divideClusters(snapshot: Snapshot, { providers, shards: count }: DivideOptions): DividedClusters {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(`there cannot be ${String(count)} shards: it has to be a whole number from 1 on`);
  }
  const groups = independentClusters(buildGraph(snapshot, providers), providers).groups.flatMap((group) => {
    const names = group.clusters.flatMap(({ ref }) => (ref.namespace === snapshot.namespace ? [ref.name] : []));
    return names.length === 0 ? [] : [{ names, size: group.size }];
  });
  // The largest first, each to where least is: what is added last hardly shifts the balance.
  const shards = Array.from({ length: count }, (): { names: string[]; size: number } => ({ names: [], size: 0 }));
  for (const { names, size } of groups.sort((a, b) => b.size - a.size || compareNames(a.names, b.names))) {
    const least = shards.reduce((best, one) => (one.size < best.size ? one : best));
    least.names.push(...names);
    least.size += size;
  }
  return {
    shards: shards.map(({ names }) => names.sort(compareText)),
    shared: planMove(snapshot, { providers, sharedOnly: true }).objects.map(({ ref }) => ref),
  };
}

function compareNames([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return compareText(a, b);
}
