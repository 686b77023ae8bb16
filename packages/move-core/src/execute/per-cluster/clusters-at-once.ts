import { defaults } from '../../defaults.ts';
import { MoveError, UsageError } from '../../errors.ts';
import { isFarAway } from '../../server/far-away.ts';
import type { StartMoveOptions } from '../types.ts';

/** The move has all the patience that there is; this is only a question before it. */
const retryBudgetMs = 1_000;

/**
 * How many Clusters are to be under way at the same time: as many as were asked for, or one if both servers are near, and
 * several if one is far. Near servers have enough to do with one: more of them take as long, and each is paused for as
 * much longer as there are. Far ones are idle most of the time that one is under way.
 *
 * Raises UsageError for a number that is none.
 */
export async function clustersAtOnceFor(
  { source, target, signal, clustersAtOnce }: StartMoveOptions,
  now?: () => number,
): Promise<number> {
  if (clustersAtOnce !== undefined) {
    if (Number.isSafeInteger(clustersAtOnce) && clustersAtOnce >= 1) return clustersAtOnce;
    const words = `there cannot be ${String(clustersAtOnce)} Clusters at once`;
    throw new UsageError(`${words}: it has to be a whole number from 1 on`);
  }
  try {
    for (const side of [source, target]) {
      if (await isFarAway(side, defaults.farMs, { signal, retryBudgetMs }, now)) return defaults.clustersAtOnceFar;
    }
  } catch (error) {
    // Who may not ask, or asks in vain, is told by the move itself.
    if (!(error instanceof MoveError)) throw error;
  }
  return 1;
}
