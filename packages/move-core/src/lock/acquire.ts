import { defaults } from '../defaults.ts';
import { AbortedError } from '../errors.ts';
import { type Clock, systemClock } from '../server/retry/clock.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import { type Moment, now } from '../server/retry/age.ts';
import { holdLease } from './held-lease.ts';
import { holdLock } from './hold-lock.ts';
import { forTarget, leaseNameOn, type FoundRecord, type LeaseRecord } from './lease-record.ts';
import { giveBack, placeAlone } from './place-alone.ts';
import { lockedBy } from './refusals.ts';
import { removeSystemNamespace } from './system-namespace.ts';
import type { LockOptions, MoveLock } from './types.ts';

export { takeOverLock } from './take-over.ts';

/**
 * Takes the lock for a new move: one Lease on each side, the source's first. Two moves over the same namespace meet on
 * the API server, which lets one of them create it; shards of it look for each other after that (`placeAlone`).
 *
 * Raises LockedError if a side has a Lease already that excludes this one, whoever holds it; ApiError and TransportError as they come;
 * AbortedError. Then no Lease of ours is left, unless it cannot be removed because its side does not answer any more.
 */
export async function acquireLock(options: LockOptions): Promise<MoveLock> {
  const { source, target, signal, clock = systemClock } = options;
  const record = firstRecord(options, clock);
  const taken: Taken[] = [];
  try {
    for (const [server, wanted] of [
      [source, record],
      [target, forTarget(record)],
    ] as const) {
      requireGoOn(signal);
      taken.push(await take(server, wanted, clock, signal));
    }
    requireGoOn(signal);
  } catch (error) {
    for (const { server, lease } of taken.toReversed()) {
      await giveBack(server, lease);
      await removeSystemNamespace(server, {});
    }
    throw error;
  }
  const [ofSource, ofTarget] = taken.map(({ server, lease, begun }) => holdLease(server, lease, begun, clock));
  if (ofSource === undefined) throw new RangeError('no side was locked');
  const tidyUp = async (call: CallOptions): Promise<void> => {
    if (options.keepNamespace === true) return;
    for (const server of [target, source]) await removeSystemNamespace(server, call);
  };
  return holdLock({ source: ofSource, target: ofTarget, found: record, content: record, clock, tidyUp });
}

interface Taken {
  readonly server: ApiServer;
  readonly lease: FoundRecord;
  readonly begun: Moment;
}

async function take(
  server: ApiServer,
  record: LeaseRecord,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Taken> {
  const begun = now(clock);
  const placed = await placeAlone(server, record, { clock, signal });
  if (placed.type === 'written') return { server, lease: placed.lease, begun };
  if (placed.found === undefined) throw new RangeError('a Lease was in the way and is not there');
  throw lockedBy(server.label, placed.found);
}

function requireGoOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AbortedError('stopped before the lock was taken', { cause: signal.reason });
}

function firstRecord(options: LockOptions, clock: Clock): LeaseRecord {
  const { moveId, scope, command, by, sourceUid, targetUid, epoch = 1 } = options;
  const at = new Date(clock.date()).toISOString();
  return {
    name: leaseNameOn('source', scope),
    ...{ moveId, scope, epoch, command, by, sourceUid, targetUid },
    phase: 'preflight',
    committed: false,
    releasing: false,
    ended: false,
    since: at,
    renewed: at,
    durationMs: options.durationMs ?? defaults.leaseDurationMs,
    holding: crypto.randomUUID(),
    beat: 1,
  };
}
