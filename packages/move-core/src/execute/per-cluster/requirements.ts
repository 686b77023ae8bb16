import { UsageError } from '../../errors.ts';
import type { Scope } from '../../plan/types.ts';

/** Raises UsageError for what cannot be moved Cluster by Cluster. */
export function requireSeparable({ keepInSource, shard, sharedOnly, conflicts }: Scope): void {
  if (keepInSource !== undefined) {
    throw new UsageError('what is kept in the source would be in the way of the next Cluster', { hint: oneByOne });
  }
  if (shard !== undefined || sharedOnly === true) {
    throw new UsageError('a shard moves its Clusters together, and not one by one', {
      hint: 'Make more shards, or do without them.',
    });
  }
  if (conflicts?.some(({ choice }) => choice === 'skip') === true) {
    throw new UsageError(
      'what gives way to the target stays in the source, and would be in the way of the next Cluster',
      { hint: oneByOne },
    );
  }
}

const oneByOne = 'Move the Clusters one after the other by name, or all of them at once.';
