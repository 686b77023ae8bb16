import { defaults } from '../defaults.ts';
import { AbortedError } from '../errors.ts';
import { type Clock, systemClock } from '../server/retry/clock.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import { type Moment, now } from '../server/retry/age.ts';
import { holdLease, type Progress, progressOf } from './held-lease.ts';
import { holdLock } from './hold-lock.ts';
import { forTarget, leaseNameOn, type FoundRecord, type LeaseRecord } from './lease-record.ts';
import { placeAlone } from './place-alone.ts';
import { rivalsOf } from './rivals.ts';
import { readRecord } from './read-record.ts';
import { lockedBy, noLease, stillCarriedOut, wrongClusters } from './refusals.ts';
import { removeSystemNamespace } from './system-namespace.ts';
import type { MoveLock, TakeoverOptions } from './types.ts';
import { waitForExpiry } from './wait-for-expiry.ts';
import { replaceLease } from './write-lease.ts';

/** The Leases that the move was left with. */
interface Legacy {
  readonly source: FoundRecord | undefined;
  readonly target: FoundRecord | undefined;
}

/** A Lease that is ours now; `begun`: when the write that made it so was begun. */
interface Taken {
  readonly lease: FoundRecord;
  readonly begun: Moment;
}

/**
 * Goes on with the lock of a move whose holder is gone: raises the epoch in both Leases, the source's first, which
 * fences the earlier holder. Unless that one is known to be dead, waits until nothing has happened to the Leases for as
 * long as they last and one more request takes. A Lease that only one side has left is created on the other.
 *
 * The source's Lease decides: of several takers one can replace the version that all have seen. What the Leases said is
 * kept; a commit counts if the target's says so, or the source's if the target has none.
 *
 * Raises LockedError: `no-lease` if neither side has one; `wrong-clusters` if they tell of other clusters; `locked` if
 * another move has them, the holder is alive, or another taker was faster. ApiError and TransportError as they come,
 * AbortedError before anything was written.
 */
export async function takeOverLock(options: TakeoverOptions): Promise<MoveLock> {
  const { source, target, signal, clock = systemClock } = options;
  const legacy = await readLegacy(options);
  if (!(await areDead(legacy, options))) await awaitHolder(legacy, options, clock);
  if (signal?.aborted === true) throw new AbortedError('stopped before the lock was taken', { cause: signal.reason });
  await requireNoRival(legacy, options);

  const record = nextRecord(legacy, options, new Date(clock.date()).toISOString());
  const ofSource = await takeSource(source, legacy.source, record, clock);
  const ofTarget =
    options.withoutTarget === true ? undefined : await takeTarget(target, legacy.target, forTarget(record), clock);

  const heldSource = holdLease(source, ofSource.lease, ofSource.begun, clock);
  const content = ofTarget?.lease.content ?? record;
  // Between the two writes the earlier holder may have had a last word in the target.
  if (isFurther(content, record)) heldSource.owe(progressOf(content));
  return holdLock({
    source: heldSource,
    target: ofTarget && holdLease(target, ofTarget.lease, ofTarget.begun, clock),
    found: { ...whatCounts(legacy, options), ...progressOf(content) },
    content,
    clock,
    async tidyUp(call: CallOptions) {
      if (ofTarget !== undefined) await removeSystemNamespace(target, call);
      await removeSystemNamespace(source, call);
    },
  });
}

/** Raises LockedError unless what is there is this move's, between these clusters. */
async function readLegacy(options: TakeoverOptions): Promise<Legacy> {
  const { moveId, scope, sourceUid, targetUid, signal } = options;
  const read = async (server: ApiServer, side: 'source' | 'target'): Promise<FoundRecord | undefined> => {
    const found = await readRecord(server, leaseNameOn(side, scope), { signal });
    if (found === undefined) return undefined;
    const { content } = found;
    if (content.moveId !== moveId) throw lockedBy(server.label, found);
    if (content.sourceUid !== sourceUid || content.targetUid !== targetUid) throw wrongClusters(server.label, found);
    return found;
  };
  const source = await read(options.source, 'source');
  const target = options.withoutTarget === true ? undefined : await read(options.target, 'target');
  return { source, target };
}

function whatCounts({ source, target }: Legacy, { moveId, scope }: TakeoverOptions): LeaseRecord {
  const found = target ?? source;
  if (found === undefined) throw noLease(moveId, scope.namespace);
  return found.content;
}

/** Every holder counts: after a takeover that was cut short the two Leases name different ones. */
async function areDead({ source, target }: Legacy, { holderIsDead }: TakeoverOptions): Promise<boolean> {
  if (typeof holderIsDead === 'boolean') return holderIsDead;
  const found = [source, target].flatMap((one) => (one === undefined ? [] : [one.content.by]));
  if (found.length === 0) return false;
  for (const holder of found) if (!(await holderIsDead(holder))) return false;
  return true;
}

/** Raises LockedError as soon as either Lease changes in any way, comes or goes. */
async function awaitHolder(legacy: Legacy, options: TakeoverOptions, clock: Clock): Promise<void> {
  const { source, target, signal, onWaiting } = options;
  const counts = whatCounts(legacy, options);
  const durations = [legacy.source, legacy.target].map((found) => found?.content.durationMs ?? 0);
  const forMs = Math.max(...durations) + defaults.requestTimeoutMs;
  onWaiting?.(counts, forMs);
  const look = async (): Promise<void> => {
    const seen = await readLegacy(options);
    for (const [server, before, after] of [
      [source, legacy.source, seen.source],
      [target, legacy.target, seen.target],
    ] as const) {
      if (before?.resourceVersion === after?.resourceVersion && before?.uid === after?.uid) continue;
      throw stillCarriedOut(server.label, after?.content ?? counts);
    }
  };
  await waitForExpiry({ forMs, clock, signal, look });
}

/**
 * Of two moves that exclude each other one never got further than to its first Lease, unless both died between creating
 * the second one and looking round. Which of them has written something nobody knows then.
 */
async function requireNoRival({ source, target }: Legacy, options: TakeoverOptions): Promise<void> {
  if (source === undefined || target === undefined) return;
  const [there, here] = await Promise.all([
    rivalsOf(options.target, target.content),
    rivalsOf(options.source, source.content),
  ]);
  const rival = there.find(({ content }) => here.some((one) => one.content.moveId === content.moveId));
  if (rival !== undefined) throw lockedBy(options.target.label, rival);
}

function nextRecord(legacy: Legacy, options: TakeoverOptions, at: string): LeaseRecord {
  const { source, target } = legacy;
  const { command, by, durationMs = defaults.leaseDurationMs } = options;
  const epochs = [source, target].map((found) => found?.content.epoch ?? 0);
  return {
    ...whatCounts(legacy, options),
    name: leaseNameOn('source', options.scope),
    releasing: source?.content.releasing === true || target?.content.releasing === true,
    ended: options.toClear === true && whatCounts(legacy, options).ended,
    ...{ command, by, durationMs },
    epoch: Math.max(...epochs, options.epochAtLeast) + 1,
    since: at,
    renewed: at,
    holding: crypto.randomUUID(),
    beat: 1,
  };
}

async function takeSource(
  server: ApiServer,
  before: FoundRecord | undefined,
  record: LeaseRecord,
  clock: Clock,
): Promise<Taken> {
  const begun = now(clock);
  const taken =
    before === undefined ? await placeAlone(server, record, { clock }) : await replaceLease(server, record, before, {});
  if (taken.type === 'written') return { lease: taken.lease, begun };
  if (taken.found === undefined) throw noLease(record.moveId, record.scope.namespace);
  if (taken.found.content.moveId !== record.moveId) throw lockedBy(server.label, taken.found);
  throw stillCarriedOut(server.label, taken.found.content);
}

/** Whoever has the source's Lease gets this one, too, except from another move, or from one who has taken it since. */
async function takeTarget(
  server: ApiServer,
  before: FoundRecord | undefined,
  record: LeaseRecord,
  clock: Clock,
): Promise<Taken> {
  let [found, wanted] = [before, record];
  for (;;) {
    const begun = now(clock);
    const taken =
      found === undefined ? await placeAlone(server, wanted, { clock }) : await replaceLease(server, wanted, found, {});
    if (taken.type === 'written') return { lease: taken.lease, begun };
    if (taken.type === 'rival') throw lockedBy(server.label, taken.found);
    found = taken.found;
    if (found === undefined) continue;
    const { moveId, epoch, phase, committed, releasing } = found.content;
    if (moveId !== record.moveId || epoch >= record.epoch) throw lockedBy(server.label, found);
    // A last word of the earlier holder, sent before it could see that its turn is over. That the move is over is none
    // that counts: it removes nothing before the source's Lease says so, too.
    wanted = { ...wanted, phase, committed: wanted.committed || committed, releasing: wanted.releasing || releasing };
  }
}

function isFurther(one: Progress, other: Progress): boolean {
  return one.phase !== other.phase || one.committed !== other.committed || one.releasing !== other.releasing;
}
