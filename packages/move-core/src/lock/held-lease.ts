import { defaults } from '../defaults.ts';
import { MoveError, TransportError } from '../errors.ts';
import type { Clock } from '../server/retry/clock.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import { ageOf, type Moment, now } from '../server/retry/age.ts';
import type { FoundRecord, LeaseRecord, LeaseVersion } from './lease-record.ts';
import { placeAlone } from './place-alone.ts';
import { readRecord } from './read-record.ts';
import { leasesGone, takenOver } from './refusals.ts';
import { deleteLease, replaceLease } from './write-lease.ts';

/** What a Lease says of how far the move is. */
export type Progress = Pick<LeaseRecord, 'phase' | 'committed' | 'releasing' | 'ended'>;

export function progressOf({ phase, committed, releasing, ended }: Progress): Progress {
  return { phase, committed, releasing, ended };
}

/** Our Lease is not there any more, and no other in its place. Not seen outside of this part. */
export class LeaseGone extends MoveError {
  constructor() {
    super('the Lease is gone', 'lease-gone');
  }
}

/**
 * Our Lease on one side. Its writes come one after the other. All methods raise FencedError if it is somebody else's,
 * LockedError if it cannot be read, ApiError and TransportError.
 */
export interface HeldLease {
  /** When the last write that came through was begun; undefined if it must be written before it counts as fresh. */
  readonly writtenAt: Moment | undefined;
  /** To be said by the next write. Until then the Lease is not fresh. */
  owe(change: Partial<Progress>): void;
  /** Raises LeaseGone if it is not there. */
  look(call: CallOptions): Promise<void>;
  /** Renews, and changes what it says. Raises LeaseGone if it is not there. */
  write(change: Partial<Progress>, call: CallOptions): Promise<void>;
  /** Creates it anew where it is gone. */
  place(call: CallOptions): Promise<void>;
  /** No error if it is gone. */
  remove(call: CallOptions): Promise<void>;
}

/** Somebody else may write to our Lease as often as this before we give up: nobody but us should at all. */
const writeRounds = 10;

/** How long a Lease that came while ours was gone is given to go again, each time, in ms. */
const rivalPauseMs = 500;

/** `writtenAt`: when the write was begun that has made `lease` ours. */
export function holdLease(server: ApiServer, lease: FoundRecord, writtenAt: Moment, clock: Clock): HeldLease {
  const ours = lease.content;
  const { name } = ours;
  let { beat } = ours;
  let progress: Progress = ours;
  let version: LeaseVersion = lease;
  let written: Moment | undefined = writtenAt;
  let seen = writtenAt;
  const inTurn = queue();

  /** Raises FencedError if it is not ours, LeaseGone if it is nobody's. */
  async function look(call: CallOptions): Promise<void> {
    const begun = now(clock);
    const found = await readRecord(server, name, { ...call, urgent: true });
    if (found === undefined) throw new LeaseGone();
    accept(found);
    seen = begun;
  }
  function accept(found: FoundRecord): void {
    if (found.content.holding !== ours.holding) throw takenOver(server.label, ours, found);
    version = found;
    // A write that was given up may have come through after all; what it said once is not unsaid.
    const { committed, releasing, ended } = found.content;
    progress = {
      phase: progress.phase,
      committed: progress.committed || committed,
      releasing: progress.releasing || releasing,
      ended: progress.ended || ended,
    };
  }
  /** Asked before each attempt of a write: after a sleep nothing is sent before we have seen that it is still ours. */
  function stillOurs(call: CallOptions): () => Promise<void> {
    return async () => {
      if (ageOf(seen, clock) >= ours.durationMs / 2) await look(call);
    };
  }
  function next(change: Partial<Progress>): LeaseRecord {
    beat += 1;
    return { ...ours, ...progress, ...change, beat, renewed: new Date(clock.date()).toISOString() };
  }

  async function write(change: Partial<Progress>, call: CallOptions): Promise<void> {
    for (let round = 1; round <= writeRounds; round += 1) {
      const begun = now(clock);
      const record = next(change);
      const guardedCall = { ...call, urgent: true, gate: stillOurs(call) };
      const outcome = await replaceLease(server, record, version, guardedCall);
      if (outcome.type === 'written') {
        version = outcome.lease;
        progress = progressOf(record);
        // Not when the answer came: between the two this process may have slept.
        written = seen = begun;
        return;
      }
      if (outcome.found === undefined) throw new LeaseGone();
      accept(outcome.found);
    }
    throw new TransportError(`${server.label}: the Lease ${name} is being changed by somebody else all the time`, {
      outcomeUnknown: false,
    });
  }

  async function place(call: CallOptions): Promise<void> {
    for (let round = 1; ; round += 1) {
      const begun = now(clock);
      const placed = await placeAlone(server, next({}), { ...call, urgent: true, clock });
      if (placed.type === 'written') {
        version = placed.lease;
        written = seen = begun;
        return;
      }
      if (placed.found === undefined) throw leasesGone(ours);
      // Whoever came while ours was gone is refused by the other side, and gives its own back.
      if (placed.type === 'changed' || round >= writeRounds) throw takenOver(server.label, ours, placed.found);
      await clock.sleep(rivalPauseMs, call.signal ?? new AbortController().signal);
    }
  }

  async function remove(call: CallOptions): Promise<void> {
    for (let round = 1; round <= writeRounds; round += 1) {
      const outcome = await deleteLease(server, ours, version, { ...call, gate: stillOurs(call) });
      if (outcome.type === 'gone') return;
      accept(outcome.found);
    }
  }

  return {
    get writtenAt() {
      return written;
    },
    owe(change) {
      progress = { ...progress, ...change };
      written = undefined;
    },
    look,
    write: (change, call) => inTurn(() => write(change, call)),
    place: (call) => inTurn(() => place(call)),
    remove: (call) => inTurn(() => remove(call)),
  };
}

function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task);
    last = run.catch(() => undefined);
    return run;
  };
}

/** How long the lock's own requests go on trying in the ordinary course of things, in ms. */
export function shortBudget(durationMs: number): number {
  return Math.min(defaults.retryBudgetMs, durationMs / 3);
}
