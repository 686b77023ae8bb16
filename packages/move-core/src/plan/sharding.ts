import { UsageError } from '../errors.ts';
import type { Scope } from './types.ts';

type Sharding = Pick<Scope, 'shard' | 'sharedOnly'>;

/** What a scope says of shards; absent where it says nothing. It asks `planMove` for the same again, too. */
export function shardingOf({
  shard,
  sharedOnly,
}: {
  readonly shard?: string;
  readonly sharedOnly?: boolean;
}): Sharding {
  return { ...(shard === undefined ? {} : { shard }), ...(sharedOnly === true ? { sharedOnly } : {}) };
}

/** It becomes a part of the names of Leases, behind a dot, which no namespace has in its name. */
const shardName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

export function isShardName(text: string): boolean {
  return shardName.test(text);
}

/** Raises UsageError for what contradicts itself. */
export function requireSharding({ shard, sharedOnly, clusters, ...scope }: Scope): void {
  if (shard !== undefined && !isShardName(shard)) {
    throw new UsageError(`a shard cannot be called ${JSON.stringify(shard)}`, {
      hint: 'Use lower-case letters, digits and dashes, 63 at most.',
    });
  }
  if (shard !== undefined && (clusters === undefined || clusters.length === 0)) {
    throw new UsageError('a shard has to be told which Clusters it moves');
  }
  if (sharedOnly === true && (shard !== undefined || clusters !== undefined)) {
    throw new UsageError('what Clusters share is brought for all of them at once');
  }
  if ((shard === undefined && sharedOnly !== true) || (scope.keepInSource ?? scope.conflicts) === undefined) return;
  throw new UsageError('a move in shards keeps nothing in the source, and decides about no conflicts');
}
