import { LockedError } from '../errors.ts';
import { gone } from '../journal/failures.ts';
import { replay } from '../journal/replay.ts';
import { takeOverLock } from '../lock/acquire.ts';
import { readLeases } from '../lock/read-leases.ts';
import { thisActor } from '../lock/this-actor.ts';
import type { LeaseContent, MoveLock } from '../lock/types.ts';
import type { ContinueOptions } from './types.ts';

export interface ClearEndedOptions extends Pick<
  ContinueOptions,
  'source' | 'target' | 'journal' | 'signal' | 'by' | 'leaseDurationMs' | 'holderIsDead'
> {
  /** Said while the Lease of whoever ended it has to run out: who that is, and how long it takes at most, in ms. */
  readonly onWaiting?: (holder: LeaseContent, forMs: number) => void;
}

/**
 * Takes away what the process that has ended a move had no time for: its journal in the clusters, then its Leases, in
 * the order of `finish`. Nothing else is read or written, so it takes no rights but those of a lock and a journal, and
 * comes to the same whichever way the move has ended.
 *
 * Only for a move whose journal was kept in the clusters. That it is over is told by the journal, or, once that is gone,
 * by the Leases: they say so before it goes. Leases without a journal that do not say it are those of a move whose journal
 * was lost half way. They stay, with what they tell to `recoverMove`.
 *
 * Raises LockedError (another process is at it, or the journal says that the move is not over), JournalError
 * (`journal-gone`: what has become of the move nobody can tell from here), ApiError and TransportError.
 */
export async function clearEnded(moveId: string, options: ClearEndedOptions): Promise<void> {
  const { journal } = options;
  const lease = await leaseOf(moveId, options);
  const lock = lease === undefined ? undefined : await takeLeases(lease, options);
  try {
    // Under the lock: nobody is about to end it now.
    await requireOver(moveId, options, lock);
    if (lock?.found.ended === false) await lock.announce({ ended: true });
    await lock?.gate();
    await journal.remove(moveId);
    await lock?.release();
  } catch (error) {
    lock?.letGo();
    throw error;
  }
}

async function requireOver(moveId: string, { journal }: ClearEndedOptions, lock: MoveLock | undefined): Promise<void> {
  const reading = await journal.read(moveId);
  // What breaks off within the first record tells nothing. Without Leases it is that of a move that has not begun.
  if (reading !== undefined && (lock === undefined || reading.records.length > 0)) {
    if (replay(reading.records).outcome !== undefined) return;
    throw new LockedError(`the move ${moveId} is not over: it has to be gone on with`);
  }
  if (lock?.found.ended === false) throw gone(moveId, { place: journal.place, phase: lock.found.phase });
}

async function leaseOf(
  moveId: string,
  { source, target, signal }: ClearEndedOptions,
): Promise<LeaseContent | undefined> {
  const found = await Promise.all([source, target].map((side) => readLeases(side, { signal })));
  // What the target's says counts, so it is looked at last.
  return found
    .flat()
    .map(({ content }) => content)
    .findLast((content) => content.moveId === moveId);
}

function takeLeases(lease: LeaseContent, options: ClearEndedOptions): Promise<MoveLock> {
  const { source, target, signal, onWaiting, leaseDurationMs } = options;
  return takeOverLock({
    source,
    target,
    moveId: lease.moveId,
    scope: lease.scope,
    sourceUid: lease.sourceUid,
    targetUid: lease.targetUid,
    by: thisActor(options.by),
    command: 'resume',
    signal,
    holderIsDead: options.holderIsDead ?? false,
    epochAtLeast: lease.epoch,
    toClear: true,
    ...(onWaiting === undefined ? {} : { onWaiting }),
    ...(leaseDurationMs === undefined ? {} : { durationMs: leaseDurationMs }),
  });
}
