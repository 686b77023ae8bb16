import { defaults } from '../defaults.ts';
import { FencedError, LockedError, TransportError } from '../errors.ts';
import type { Clock } from '../server/retry/clock.ts';
import type { CallOptions } from '../server/types.ts';
import { ageOf } from '../server/retry/age.ts';
import { type HeldLease, LeaseGone, type Progress, shortBudget } from './held-lease.ts';
import { leasesGone, lockEnded } from './refusals.ts';
import type { LeaseContent, MoveLock } from './types.ts';

/** The Leases that were taken. */
export interface TakenLeases {
  readonly source: HeldLease;
  /** Undefined if the target is given up. */
  readonly target: HeldLease | undefined;
  readonly found: LeaseContent;
  /** What both say now. */
  readonly content: LeaseContent;
  readonly clock: Clock;
  /** Removes what else was made for the lock, once both Leases are gone. */
  readonly tidyUp: (call: CallOptions) => Promise<void>;
}

/** So often are both Leases looked at and renewed before the connection counts as too slow for their duration. */
const revalidations = 3;

/**
 * Keeps two Leases that were taken: renews both every third of their duration, in a timer that keeps no process alive.
 * A renewal that fails is no error by itself: what counts is whether the gate lets a write pass.
 *
 * Only a write makes a Lease fresh, never a read: somebody who waits for it to run out sees the one and not the other.
 */
export function holdLock({ source, target, found, content, clock, tidyUp }: TakenLeases): MoveLock {
  const { durationMs } = content;
  const ordinary: CallOptions = { retryBudgetMs: shortBudget(durationMs) };
  const patient: CallOptions = { retryBudgetMs: defaults.longRetryBudgetMs };
  const sides = target === undefined ? [source] : [target, source];
  let over: FencedError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let revalidating: Promise<void> | undefined;

  const isFresh = (): boolean =>
    sides.every(({ writtenAt }) => writtenAt !== undefined && ageOf(writtenAt, clock) < durationMs / 2);

  function end(error: FencedError): void {
    over ??= error;
    clearTimeout(timer);
  }
  function requireTurn(): void {
    if (over !== undefined) throw over;
  }

  /** Whatever says that it is not our turn any more says it for good. */
  async function fencing<T>(task: () => Promise<T>): Promise<T> {
    requireTurn();
    try {
      return await task();
    } catch (error) {
      if (error instanceof FencedError) end(error);
      if (error instanceof LockedError) end(new FencedError(error.message, { cause: error }));
      requireTurn();
      throw error;
    }
  }

  /** Does something with a Lease. One that is gone while the other is still ours is placed anew, and it is done again. */
  async function withLease(lease: HeldLease, task: () => Promise<void>, call: CallOptions): Promise<void> {
    requireTurn();
    try {
      await task();
    } catch (error) {
      if (!(error instanceof LeaseGone)) throw error;
      const other = sides.find((side) => side !== lease);
      // Before and after: a taker writes to the source first, and finds there what we have just placed.
      await requireOther(other, call);
      // It may be gone because the lock was released meanwhile.
      requireTurn();
      await lease.place(call);
      await requireOther(other, call);
      requireTurn();
      await task();
    }
  }
  async function requireOther(other: HeldLease | undefined, call: CallOptions): Promise<void> {
    if (other === undefined) throw leasesGone(content);
    await other.look(call).catch((error: unknown) => {
      throw error instanceof LeaseGone ? leasesGone(content) : error;
    });
  }

  async function onBoth(task: (lease: HeldLease) => Promise<void>): Promise<void> {
    const done = await Promise.allSettled(sides.map((lease) => withLease(lease, () => task(lease), ordinary)));
    const failures = done.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    if (failures.length > 0) throw failures.find((error) => error instanceof FencedError) ?? failures[0];
  }

  /** Both are read before either is written: whoever was taken over writes nothing at all. */
  async function revalidate(): Promise<void> {
    for (let round = 1; round <= revalidations; round += 1) {
      await onBoth((lease) => lease.look(ordinary));
      await onBoth((lease) => lease.write({}, ordinary));
      if (isFresh()) return;
    }
    throw new TransportError('the Leases of the move could not be renewed in half of their duration', {
      code: 'lease-too-slow',
      hint: 'Use a longer duration, or a better connection to both clusters.',
      outcomeUnknown: false,
    });
  }
  function revalidateOnce(): Promise<void> {
    revalidating ??= revalidate().finally(() => {
      revalidating = undefined;
    });
    return revalidating;
  }

  async function renew(): Promise<void> {
    try {
      await fencing(() => (isFresh() ? onBoth((lease) => lease.write({}, ordinary)) : revalidateOnce()));
    } catch {
      // Fenced, which the gate will say, or a failure, after which the next renewal or the gate tries again.
    }
    schedule();
  }
  function schedule(): void {
    if (over !== undefined) return;
    timer = setTimeout(() => void renew(), durationMs / 3);
    timer.unref();
  }

  async function announce(change: Partial<Progress>): Promise<void> {
    if (target !== undefined) await withLease(target, () => target.write(change, patient), patient);
    try {
      await withLease(source, () => source.write(change, patient), patient);
    } catch (error) {
      // What counts is said. The source's copy is made up for before the gate opens again.
      if (target === undefined || error instanceof FencedError || error instanceof LockedError) throw error;
      source.owe(change);
    }
  }

  schedule();
  return {
    epoch: content.epoch,
    found,
    async gate() {
      requireTurn();
      if (!isFresh()) await fencing(revalidateOnce);
      requireTurn();
    },
    announce: (progress) => fencing(() => announce(progress)),
    async release() {
      requireTurn();
      end(lockEnded(content));
      for (const lease of sides) await lease.remove(patient);
      await tidyUp(ordinary);
    },
    letGo() {
      end(lockEnded(content));
    },
  };
}
