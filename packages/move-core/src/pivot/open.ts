import { defaults } from '../defaults.ts';
import { systemUidOf } from '../discover/cluster.ts';
import { AbortedError, LockedError, UsageError } from '../errors.ts';
import { createStream, type Stream } from '../execute/stream.ts';
import { newMoveId } from '../execute/move-id.ts';
import { createClusterJournalStore } from '../journal/cluster/store.ts';
import { guarded } from '../lock/guarded.ts';
import { thisActor } from '../lock/this-actor.ts';
import { waitForExpiry } from '../lock/wait-for-expiry.ts';
import { systemClock } from '../server/retry/clock.ts';
import { withProvisioningInterface } from './component-changes.ts';
import { orderComponents } from './component-order.ts';
import type { PivotContext } from './context.ts';
import { keepingJournals } from './kept-journals.ts';
import { beginLedger, readPivotRecord, takeLedger, type FoundRecord, type Ledger } from './ledger.ts';
import { differingSettings, pendingSteps, recordFormat } from './record.ts';
import { settingsToJson } from './settings.ts';
import type { PivotEvent, PivotEventBody, PivotOptions, PivotReport, PivotRun } from './types.ts';

/** Starts `work` and gives what a caller holds of it: its events and its outcome. */
export function createPivotRun(
  options: PivotOptions,
  work: (emit: PivotContext['emit'], signal: AbortSignal) => Promise<PivotReport>,
): PivotRun {
  const events: Stream<PivotEvent> = createStream();
  const emit = (body: PivotEventBody): void => {
    events.push((seq) => ({ ...body, seq, at: new Date().toISOString() }));
  };
  const signal = options.signal ?? new AbortController().signal;
  const result = work(emit, signal).finally(() => {
    events.end();
  });
  // The error belongs to whoever awaits the result; until then it must not count as unhandled.
  result.catch(() => undefined);
  return { result, [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() };
}

/** A new pivot: its record is in the source before anything else is written. Raises LockedError. */
export async function beginPivot(options: PivotOptions): Promise<Ledger> {
  const { source, target, scope, by, leaseDurationMs = defaults.leaseDurationMs } = options;
  const [sourceUid, targetUid] = await Promise.all([systemUidOf(source), systemUidOf(target)]);
  if (sourceUid === targetUid) {
    throw new UsageError('source and target are the same cluster', { code: 'source-is-target' });
  }
  return beginLedger(source, {
    format: recordFormat,
    pivotId: newMoveId(),
    namespace: scope.namespace,
    sourceUid: sourceUid ?? '',
    targetUid: targetUid ?? '',
    settings: settingsToJson(options),
    direction: 'forward',
    steps: pendingSteps(),
    holder: thisActor(by),
    holding: crypto.randomUUID(),
    beat: 0,
    renewed: new Date().toISOString(),
    durationMs: leaseDurationMs,
    sideData: {},
    components: [],
    scaled: [],
    webhooks: [],
  });
}

/**
 * Goes on with the record that was found, once nobody else can be at work on it. Raises UsageError for other settings or
 * another pair of clusters, LockedError if somebody is at work.
 */
export async function continuePivot(
  options: PivotOptions,
  found: FoundRecord,
  emit: PivotContext['emit'],
  direction: 'forward' | 'undo',
): Promise<Ledger> {
  const { record } = found;
  await requireSame(options, found, direction);
  const { leaseDurationMs = defaults.leaseDurationMs, by } = options;
  const latest = options.holderIsDead === true ? found : await waitForHolder(options, found, emit);
  const ledger = await takeLedger(options.source, latest, thisActor(by), leaseDurationMs);
  emit({ type: 'pivot-continued', pivotId: record.pivotId, direction: record.direction });
  return ledger;
}

/** All that an undo needs besides the record: the others are what was done, and that is known. */
const neededByUndo: ReadonlySet<string> = new Set(['namespace', 'sideData']);

async function requireSame(
  options: PivotOptions,
  { record }: FoundRecord,
  direction: 'forward' | 'undo',
): Promise<void> {
  const differing = differingSettings(record.settings, settingsToJson(options)).filter(
    (name) => direction === 'forward' || neededByUndo.has(name),
  );
  if (differing.length > 0) {
    throw new UsageError(
      `the pivot ${record.pivotId} of namespace ${record.namespace} was begun with other settings: ${differing.join(', ')}`,
      { code: 'pivot-differs', hint: 'Give what it was begun with, or undo it first.' },
    );
  }
  const [sourceUid, targetUid] = await Promise.all([systemUidOf(options.source), systemUidOf(options.target)]);
  if (sourceUid === record.sourceUid && targetUid === record.targetUid) return;
  throw new UsageError(`the pivot ${record.pivotId} was begun with other clusters`, {
    code: 'wrong-clusters',
    hint: 'Give the kubeconfigs and contexts of the same two clusters.',
  });
}

/** Whoever held the record must have been silent for its duration; only time that passes here counts. */
async function waitForHolder(
  { source, signal }: PivotOptions,
  found: FoundRecord,
  emit: PivotContext['emit'],
): Promise<FoundRecord> {
  const { holder, durationMs, namespace } = found.record;
  if (holder === undefined) return found;
  const forMs = durationMs + defaults.requestTimeoutMs;
  emit({ type: 'waiting-for-holder', holder: `${holder.name} (pid ${holder.pid.toString()})`, forMs });
  let latest = found;
  const freed = new AbortController();
  try {
    await waitForExpiry({
      forMs,
      clock: systemClock,
      signal: signal === undefined ? freed.signal : AbortSignal.any([signal, freed.signal]),
      look: async () => {
        const now = await readPivotRecord(source, namespace);
        if (now?.record.holding !== found.record.holding) throw gone();
        if (now.record.holder === undefined) {
          latest = now;
          freed.abort();
        } else if (now.version.resourceVersion !== found.version.resourceVersion) {
          throw new LockedError(`${holder.name} (pid ${holder.pid.toString()}) is at work on this pivot`, {
            hint: 'Wait until it has ended.',
          });
        }
      },
    });
  } catch (error) {
    if (!(error instanceof AbortedError && freed.signal.aborted)) throw error;
  }
  return latest;
}

function gone(): LockedError {
  return new LockedError('the pivot has come to an end, or into other hands, just now', {
    hint: 'Run the command again.',
  });
}

export function openPivot(
  options: PivotOptions,
  ledger: Ledger,
  emit: PivotContext['emit'],
  signal: AbortSignal,
): PivotContext {
  const { source, target } = options;
  const ownJournal = options.move?.journal ?? createClusterJournalStore({ source, target });
  return {
    options,
    source: guarded(source, () => ledger.gate()),
    target: guarded(target, () => ledger.gate()),
    ledger,
    components: orderComponents(withProvisioningInterface(options.components ?? [], options.provisioningInterface)),
    journal: keepingJournals(ownJournal),
    ownJournal,
    signal,
    emit,
    outcome: { findings: [], kept: [] },
  };
}
