import { UsageError } from '../errors.ts';
import type { PivotContext } from './context.ts';
import { readPivotRecord, type Ledger } from './ledger.ts';
import { beginPivot, continuePivot, createPivotRun, openPivot } from './open.ts';
import { PivotError } from './pivot-error.ts';
import { orderComponents } from './component-order.ts';
import { goOn, undo } from './run.ts';
import { planPivotMove } from './steps/move.ts';
import { workloadsToScale } from './steps/scale-down.ts';
import type { PivotOptions, PivotReport, PivotRun } from './types.ts';

/**
 * Carries out a whole pivot, all or none: side data, components, the hand-over of Ironic, the move, checks. Until the
 * move is committed every failure undoes all that was done. If the source has the record of a pivot of this namespace,
 * that one is gone on with, on whatever machine; it must be given the same settings. `result` rejects with PivotError
 * once anything was written, and before that with UsageError, LockedError, PreflightError and DiscoveryError. It
 * resolves with the outcome `unsettled` if checks have failed.
 *
 * @example
 * const run = startPivot({ source, target, providers, scope: { namespace: 'metal3' }, components, scaleDownSource: true });
 * for await (const event of run) console.error(describePivotEvent(event));
 * const report = await run.result;
 */
export function startPivot(options: PivotOptions): PivotRun {
  return createPivotRun(options, async (emit, signal) => {
    const found = await readPivotRecord(options.source, options.scope.namespace);
    if (found === undefined) {
      await requireReady(options, signal);
      const ledger = await beginPivot(options);
      emit({ type: 'pivot-started', pivotId: ledger.record.pivotId, namespace: options.scope.namespace });
      return held(ledger, () => goOn(openPivot(options, ledger, emit, signal)));
    }
    const ledger = await continuePivot(options, found, emit, found.record.direction);
    return held(ledger, async () => {
      const context = openPivot(options, ledger, emit, signal);
      return ledger.record.direction === 'undo' ? undoAgain(context) : goOn(context);
    });
  });
}

/**
 * Undoes a pivot that stopped half way, or whose checks have failed, step by step in reverse. What had been released in
 * the target moves back. Raises through `result` what `startPivot` does; UsageError if there is no such pivot.
 */
export function rollbackPivot(options: PivotOptions): PivotRun {
  return createPivotRun(options, async (emit, signal) => {
    const found = await readPivotRecord(options.source, options.scope.namespace);
    if (found === undefined) throw noPivot(options.scope.namespace);
    const ledger = await continuePivot(options, found, emit, 'undo');
    return held(ledger, () => undo(openPivot(options, ledger, emit, signal), 'asked for'));
  });
}

/** What can be known to be wrong before the first write. */
async function requireReady(options: PivotOptions, signal: AbortSignal): Promise<void> {
  orderComponents(options.components ?? []);
  await planPivotMove(options, signal);
  const { source } = options;
  for (const role of ['ironic', 'controller'] as const) await workloadsToScale({ options, source }, role);
}

function noPivot(namespace: string): UsageError {
  return new UsageError(`the source has no record of a pivot of namespace ${namespace}`, {
    code: 'no-pivot',
    hint: 'It has come to its end, or was never begun. What has moved goes back with tsmove rollback.',
  });
}

/** An undo that had begun is no failure of this run, but not what was asked for either. */
async function undoAgain(context: PivotContext): Promise<PivotReport> {
  const because = context.ledger.record.because ?? 'it had failed';
  const report = await undo(context, because);
  throw new PivotError(`the pivot was being undone, and now is: ${because}`, report);
}

/** Whatever happens, the record is let go: others need not wait until it runs out. */
async function held(ledger: Ledger, work: () => Promise<PivotReport>): Promise<PivotReport> {
  try {
    return await work();
  } finally {
    await ledger.letGo();
  }
}
