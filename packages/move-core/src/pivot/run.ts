import { FencedError, MoveError, PartialMoveError, UsageError } from '../errors.ts';
import { removeSystemNamespace } from '../lock/system-namespace.ts';
import type { PivotContext } from './context.ts';
import { forgetMoves } from './kept-journals.ts';
import { PivotError } from './pivot-error.ts';
import type { PivotRecord } from './record.ts';
import { settleSideData } from './steps/side-data.ts';
import { isMoveStanding } from './steps/move.ts';
import { outerSteps, quietSteps, undoOrder, type PivotStep } from './steps/steps.ts';
import type { PivotReport, PivotStepName, PivotStepState } from './types.ts';

/** Takes a pivot from wherever it stands to its end. Steps that are done are not done again. */
export async function goOn(context: PivotContext): Promise<PivotReport> {
  try {
    for (const step of outerSteps(quiet)) await runStep(context, step);
  } catch (error) {
    return failed(context, error);
  }
  await settleSideData(context);
  return end(context, 'pivoted');
}

async function quiet(context: PivotContext): Promise<void> {
  for (const step of quietSteps) await runStep(context, step);
}

async function runStep(context: PivotContext, step: PivotStep): Promise<void> {
  const { ledger, emit, signal } = context;
  const { name } = step;
  if (ledger.record.steps[name] === 'done') return;
  // Once the move is done, there is nothing left that stopping would save.
  if (ledger.record.steps.move !== 'done') signal.throwIfAborted();
  const started = performance.now();
  if (ledger.record.steps[name] !== 'doing') await note(context, name, 'doing');
  emit({ type: 'step-started', step: name });
  await step.do(context);
  await note(context, name, 'done');
  emit({ type: 'step-finished', step: name, elapsedMs: performance.now() - started });
}

function note({ ledger }: PivotContext, name: PivotStepName, state: PivotStepState): Promise<void> {
  return ledger.change((now) => ({ ...now, steps: { ...now.steps, [name]: state } }));
}

/** What a failure leads to: by how far the move is, the pivot is undone, or stays as it is. */
async function failed(context: PivotContext, error: unknown): Promise<PivotReport> {
  const { ledger, options } = context;
  const because = error instanceof Error ? error.message : String(error);
  if (ledger.record.steps.move === 'done') {
    if (isUnsettled(error)) return leave(context, 'unsettled');
    throw await stopped(context, error, 'everything has moved, and what comes after that is left to do');
  }
  const isHalfWay = error instanceof PartialMoveError || error instanceof FencedError;
  // Whoever goes on with a move may fail before it has touched it: locked by another, the wrong providers.
  if (isHalfWay || options.onFailure === 'stop' || (await isMoveStanding(context).catch(() => true))) {
    throw await stopped(context, error, 'its record is in the source');
  }
  try {
    const report = await undo(context, because);
    throw new PivotError(`the pivot failed and was undone: ${because}`, report, detailsOf(error));
  } catch (failure) {
    if (failure instanceof PivotError) throw failure;
    const words = failure instanceof Error ? failure.message : String(failure);
    throw await stopped(context, error, `and then it could not be undone: ${words}`);
  }
}

/** Undoes every step that was begun, and removes the record. */
export async function undo(context: PivotContext, because: string): Promise<PivotReport> {
  const { ledger, emit } = context;
  if (ledger.record.deleting === true) {
    throw new UsageError('the controllers of the source are being deleted already: the pivot cannot be undone', {
      code: 'cleaned-up',
      hint: 'Run the pivot again to its end, install the providers in the source, and pivot in the other direction.',
    });
  }
  if (ledger.record.direction !== 'undo') {
    await ledger.change((now) => ({ ...now, direction: 'undo', because }));
  }
  emit({ type: 'undoing', because: ledger.record.because ?? because });
  for (const step of undoOrder()) {
    const state = ledger.record.steps[step.name];
    if (state === 'pending' || state === 'undone') continue;
    if (state !== 'undoing') await note(context, step.name, 'undoing');
    await step.undo(context);
    await note(context, step.name, 'undone');
    emit({ type: 'step-undone', step: step.name });
  }
  return end(context, 'undone');
}

function isUnsettled(error: unknown): boolean {
  return error instanceof MoveError && error.code === 'unsettled';
}

function detailsOf(error: unknown): { readonly cause: unknown; readonly hint?: string } {
  const hint = error instanceof MoveError ? error.hint : undefined;
  return { cause: error, ...(hint === undefined ? {} : { hint }) };
}

async function end(context: PivotContext, outcome: PivotReport['outcome']): Promise<PivotReport> {
  const report = reportOf(context, outcome);
  await forgetMoves(context);
  await context.ledger.remove();
  await removeSystemNamespace(context.target, {});
  context.emit({ type: 'finished', report });
  return report;
}

/** The record stays, for whoever goes on. */
async function leave(context: PivotContext, outcome: PivotReport['outcome']): Promise<PivotReport> {
  const report = reportOf(context, outcome);
  await context.ledger.letGo();
  context.emit({ type: 'finished', report });
  return report;
}

async function stopped(context: PivotContext, error: unknown, what: string): Promise<PivotError> {
  const report = await leave(context, 'stopped');
  const because = error instanceof Error ? error.message : String(error);
  return new PivotError(`the pivot stopped: ${because}; ${what}`, report, {
    cause: error,
    hint: 'Run tsmove pivot again with the same flags to go on, or with --undo to undo it.',
  });
}

function reportOf({ ledger, outcome }: PivotContext, ended: PivotReport['outcome']): PivotReport {
  const { pivotId, namespace, steps, moveId, scaled }: PivotRecord = ledger.record;
  return {
    pivotId,
    namespace,
    outcome: ended,
    steps,
    ...(moveId === undefined ? {} : { moveId }),
    ...(outcome.move === undefined ? {} : { move: outcome.move }),
    findings: outcome.findings,
    scaledDown: scaled.map(({ ref, replicas }) => ({ ref, replicas })),
    kept: [...outcome.kept],
  };
}
