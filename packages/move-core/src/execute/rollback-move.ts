import { discover } from '../discover/discover.ts';
import { StalePlanError, UsageError } from '../errors.ts';
import type { MoveState } from '../journal/state.ts';
import { marks } from '../model/marks.ts';
import { refKey, type ObjectRef } from '../model/object-ref.ts';
import { nameInTarget } from '../plan/arrival.ts';
import { planMove } from '../plan/plan-move.ts';
import type { Plan } from '../plan/types.ts';
import type { ApiServer } from '../server/types.ts';
import type { MoveContext } from './context.ts';
import type { EventStream } from './event-stream.ts';
import { finish, leave } from './finish.ts';
import { goForward } from './forward.ts';
import { inPhase } from './in-phase.ts';
import { makeReport } from './make-report.ts';
import { createRun, orGiveUp } from './move-run.ts';
import { releaseSource } from './phases/release.ts';
import { readAll } from './read-all.ts';
import type { MoveReport } from './report.ts';
import { readState } from './resume-move.ts';
import { requireProviders } from './require-providers.ts';
import { rollBack } from './roll-back.ts';
import { startMove } from './start-move.ts';
import type { StopSignal } from './stop-signal.ts';
import { requireCluster, takeOver } from './take-over.ts';
import type { MoveRun, RollbackOptions } from './types.ts';

/**
 * Takes a move back, by how far it is (contract 5). Before the first release in the target: to none, and the result's
 * report says `rolled-back`. After it, or when it is finished: the move is finished, and a new one goes the other way;
 * the report is that one's. Raises through `result` what `resumeMove` does.
 */
export function rollbackMove(moveId: string, options: RollbackOptions): MoveRun {
  return createRun(moveId, options, async (events, stop, limit) => {
    const state = await readState(options.journal, moveId);
    const { target } = options;
    if (options.abandonTarget === true && state.abandonedTarget) {
      throw new UsageError(`the move ${moveId} has given its target up already, and the source is released`, {
        code: 'target-abandoned',
        hint: 'Once the target can be reached again, roll back without giving it up.',
      });
    }
    if (options.abandonTarget === true) return abandon(moveId, options, events, stop);
    if (target === undefined) throw new UsageError('a rollback needs the target, unless it is given up');
    requireWayBack(options.source, state);
    if (state.outcome === 'moved') return moveBack(state, { ...options, target }, events, limit);
    if (state.outcome !== undefined) {
      throw new UsageError(`the move ${moveId} is undone already: ${state.outcome}`, { code: 'move-finished' });
    }
    const context = await takeOver(moveId, 'rollback', { ...options, target }, events, stop);
    if (context.log.state.releasing) {
      await orGiveUp(context, options.signal, () => goForward(context));
      return moveBack(context.log.state, { ...options, target }, events, limit);
    }
    return orGiveUp(context, options.signal, async () => {
      await rollBack(context, 'asked for');
      return end(context);
    });
  });
}

/** What lives in the target cannot go back into an archive: it would be gone with this process. */
function requireWayBack(source: ApiServer, { moveId, outcome, releasing }: MoveState): void {
  if (source.transient !== true || (outcome !== 'moved' && !releasing)) return;
  throw new UsageError(`the import ${moveId} has released its objects in the target, which go on living there`, {
    code: 'import-released',
    hint: releasing && outcome === undefined ? 'Go on with it: tsmove resume.' : 'Move them on with tsmove move.',
  });
}

async function end(context: MoveContext): Promise<MoveReport> {
  await finish(context, 'rolled-back');
  const report = makeReport(context, 'rolled-back');
  context.emit({ type: 'finished', report });
  return report;
}

/** Everything of the move that is in the target, and nothing else there, moves back as any move does. */
async function moveBack(
  state: MoveState,
  options: RollbackOptions & { readonly target: NonNullable<RollbackOptions['target']> },
  events: EventStream,
  limit: StopSignal,
): Promise<MoveReport> {
  const { source: from, target: to, providers, journal } = options;
  requireProviders(providers, state.settings);
  await Promise.all([requireCluster(from, state.source), requireCluster(to, state.target)]);
  const { scope } = state.plan;
  const namespace = nameInTarget(scope, scope.namespace);
  const back = scope.targetNamespace === undefined ? {} : { namespaceMap: { from: namespace, to: scope.namespace } };
  const snapshot = await discover(to, { namespace, providers, signal: limit.signal });
  limit.signal.throwIfAborted();
  const timeoutMs = limit.leftMs();
  const everything = planMove(snapshot, { providers, ...back });
  const plan = isOnly(everything, state.plan)
    ? everything
    : planMove(snapshot, { providers, ...back, clusters: clustersOf(state.plan) });
  const run = startMove(plan, {
    source: to,
    target: from,
    providers,
    snapshot,
    journal,
    ...(options.by === undefined ? {} : { by: options.by }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.leaseDurationMs === undefined ? {} : { leaseDurationMs: options.leaseDurationMs }),
    ...(options.pauseTimeoutMs === undefined ? {} : { pauseTimeoutMs: options.pauseTimeoutMs }),
    ...(options.blockMoveTimeoutMs === undefined ? {} : { blockMoveTimeoutMs: options.blockMoveTimeoutMs }),
    ...(options.whenQuiet === undefined ? {} : { whenQuiet: options.whenQuiet }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    awaitPause: state.settings.awaitPause,
    allow: state.settings.allow,
  });
  for await (const { seq: _seq, at: _at, ...body } of run) events.emit(body);
  return run.result;
}

/** True if a move of the whole namespace would take nothing along that this move had not brought there. */
function isOnly(everything: Plan, moved: Plan): boolean {
  if (moved.scope.clusters !== undefined) return false;
  const arrived = (ref: ObjectRef): ObjectRef =>
    ref.namespace === undefined ? ref : { ...ref, namespace: nameInTarget(moved.scope, ref.namespace) };
  const brought = new Set(moved.objects.map(({ ref }) => refKey(arrived(ref))));
  return everything.objects.every(({ ref }) => brought.has(refKey(ref)));
}

function clustersOf(plan: Plan): readonly string[] {
  return plan.objects.flatMap(({ ref, fate }) =>
    ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io' && fate === 'move' ? [ref.name] : [],
  );
}

/**
 * Releases the source although the target, which holds copies under a pause, cannot be reached. The move stays open as
 * a debt: a later rollback removes the copies if the target ever comes back.
 */
async function abandon(
  moveId: string,
  options: RollbackOptions,
  events: EventStream,
  stop: AbortSignal,
): Promise<MoveReport> {
  const context = await takeOver(moveId, 'rollback', { ...options, target: undefined }, events, stop);
  try {
    await requireNothingRetired(context);
  } catch (error) {
    // Refused: the move stays as it is. Giving up would mean to undo it, which needs the target.
    await leave(context);
    throw error;
  }
  return orGiveUp(context, options.signal, async () => {
    context.log.note({ type: 'rolling-back', because: 'the target is given up', abandonTarget: true });
    await context.log.durable();
    await inPhase(context, 'undo', 0, () => releaseSource(context));
    context.log.note({ type: 'target-abandoned' });
    await context.log.durable();
    await context.lock?.release();
    await context.log.close();
    const report = makeReport(context, 'rolled-back');
    context.emit({ type: 'finished', report });
    return report;
  });
}

/** What was deleted in the source exists nowhere but in the target: giving that up would lose it. */
async function requireNothingRetired(context: MoveContext): Promise<void> {
  const { state } = context.log;
  if (state.releasing) {
    throw new StalePlanError('the move has released objects in the target: it is the target that counts now');
  }
  const leaving = context.plan.objects.filter(({ fate }) => fate === 'move');
  const there = await readAll(context, context.source, leaving, { only: 'metadata' });
  const stripped = leaving.find(({ uid }) => {
    const { annotations = {} } = there.get(context.ledger.sourceUidOf(uid))?.metadata ?? {};
    return annotations[marks.deleteForMove] !== undefined;
  });
  if (stripped !== undefined) {
    throw new StalePlanError('its finalizers were taken off already, and only the copy in the target has them', {
      ref: stripped.ref,
      hint: 'Bring the target back; then resume or rollback.',
    });
  }
  const gone = leaving.filter(({ uid }) => !there.has(context.ledger.sourceUidOf(uid)));
  const [first] = gone;
  if (first === undefined) return;
  throw new StalePlanError(
    `it is in the target only, like ${gone.length.toString()} objects in all: without the target they are lost`,
    { ref: first.ref, hint: 'Bring the target back; then resume or rollback.' },
  );
}
