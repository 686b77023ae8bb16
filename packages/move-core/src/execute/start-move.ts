import { defaults } from '../defaults.ts';
import { discover } from '../discover/discover.ts';
import { AbortedError, BlockedError, MoveError, PreflightError, VerifyError } from '../errors.ts';
import type { Plan } from '../plan/types.ts';
import { preflight } from '../preflight/preflight.ts';
import type { MoveContext } from './context.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { inPhase } from './in-phase.ts';
import { createLedger } from './ledger.ts';
import { createAll } from './phases/create.ts';
import { reachBaseline } from './phases/baseline.ts';
import { giveUp } from './give-up.ts';
import { releasable, releaseAll } from './phases/release.ts';
import { retireAll, retiring } from './phases/retire.ts';
import { sealAll, unsealed } from './phases/seal.ts';
import { verifyAll } from './phases/verify.ts';
import { newMoveId } from './move-id.ts';
import { makeReport } from './make-report.ts';
import type { MoveReport } from './report.ts';
import { createStopSignal } from './stop-signal.ts';
import type { MoveRun, StartMoveOptions } from './types.ts';

/**
 * Carries out a plan, all or none: until the first deletion in the source every failure is undone. `result` rejects
 * with a MoveError: PreflightError, BlockedError, StalePlanError, AbortedError (nothing is left of the move),
 * RolledBackError (undone after something was created), or PartialMoveError (half way: it failed after deletions had
 * begun, or could not be undone, or `onFailure` is `stop`).
 *
 * @example
 * const run = startMove(plan, { source, target, providers });
 * for await (const event of run) console.error(describeEvent(event));
 * const report = await run.result;
 */
export function startMove(plan: Plan, options: StartMoveOptions): MoveRun {
  const events = createEventStream();
  const moveId = newMoveId();
  const result = carryOut(plan, options, moveId, events).finally(() => {
    events.end();
  });
  // The error belongs to whoever awaits the result; until then it must not count as unhandled.
  result.catch(() => undefined);
  return { moveId, result, [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() };
}

async function carryOut(
  plan: Plan,
  options: StartMoveOptions,
  moveId: string,
  events: EventStream,
): Promise<MoveReport> {
  const started = new Date();
  const stop = createStopSignal(options.signal, options.timeoutMs);
  const context = createContext(plan, options, moveId, events, stop.signal);
  const report = (outcome: MoveReport['outcome']): MoveReport => makeReport(context, started, outcome);
  context.emit({ type: 'move-started', moveId, total: plan.objects.length, namespace: plan.scope.namespace });
  try {
    await beforeCommit(context, options);
    await afterCommit(context);
    const finished = report('moved');
    context.emit({ type: 'finished', report: finished });
    return finished;
  } catch (error) {
    const failure = explain(error, context, options);
    throw await giveUp(context, failure, options.onFailure ?? 'rollback', report);
  } finally {
    stop.release();
  }
}

async function beforeCommit(context: MoveContext, options: StartMoveOptions): Promise<void> {
  await inPhase(context, 'preflight', context.plan.objects.length, () => requirePreflight(context, options));
  await reachBaseline(context);
  await inPhase(context, 'create', context.plan.objects.length, () => createAll(context));
  await inPhase(context, 'verify', context.plan.objects.length, () => verifyAll(context));
  context.stop.throwIfAborted();
  context.committed = true;
  context.emit({ type: 'committed' });
}

async function afterCommit(context: MoveContext): Promise<void> {
  await inPhase(context, 'seal', unsealed(context).length, () => sealAll(context));
  await inPhase(context, 'retire', retiring(context).length, () => retireAll(context));
  await inPhase(context, 'release', releasable(context).length, () => releaseAll(context));
}

async function requirePreflight(context: MoveContext, options: StartMoveOptions): Promise<void> {
  const snapshot =
    options.snapshot ??
    (await discover(context.source, {
      namespace: context.plan.scope.namespace,
      providers: context.providers,
      signal: context.stop,
    }));
  const judged = await preflight(context.plan, snapshot, {
    source: context.source,
    target: context.target,
    providers: context.providers,
    allow: context.allow,
    signal: context.stop,
    needStatus: context.plan.statusPolicy === 'carry',
  });
  for (const diagnostic of judged) context.emit({ type: 'diagnostic', diagnostic });
  if (judged.some(({ severity }) => severity === 'error')) throw new PreflightError(judged, { phase: 'preflight' });
}

function createContext(
  plan: Plan,
  options: StartMoveOptions,
  moveId: string,
  events: EventStream,
  stop: AbortSignal,
): MoveContext {
  const ledger = createLedger();
  ledger.enroll(plan);
  const context: MoveContext = {
    moveId,
    source: options.source,
    target: options.target,
    providers: options.providers,
    allow: options.allow ?? {},
    concurrency: options.concurrency ?? defaults.concurrency,
    pauseTimeoutMs: options.pauseTimeoutMs ?? defaults.pauseTimeoutMs,
    blockMoveTimeoutMs: options.blockMoveTimeoutMs ?? defaults.blockMoveTimeoutMs,
    awaitPause: options.awaitPause ?? true,
    ledger,
    holds: new Map(),
    addedByTarget: new Map(),
    stop,
    emit: (body) => {
      events.emit(body, context.phase);
    },
    plan,
    baseline: new Map(),
    phase: 'preflight',
    committed: false,
    retiring: false,
    createdNamespaces: new Map(),
    released: false,
  };
  return context;
}

/** An abort surfaces as whatever was being waited for; people want to know who stopped it. */
function explain(error: unknown, context: MoveContext, options: StartMoveOptions): MoveError {
  if (options.signal?.aborted === true && !context.committed) {
    return new AbortedError('the move was stopped on request', { phase: context.phase, cause: error });
  }
  if (context.stop.aborted && !context.committed) {
    return new BlockedError('the move took longer than its time limit', {
      code: 'timeout',
      phase: context.phase,
      cause: error,
    });
  }
  if (error instanceof MoveError) return error;
  return new VerifyError('the move failed', { code: 'internal', phase: context.phase, cause: error });
}
