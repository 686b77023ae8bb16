import { discover } from '../discover/discover.ts';
import { PreflightError } from '../errors.ts';
import { journalFormat } from '../journal/format.ts';
import type { ClusterIdentity } from '../journal/records.ts';
import { createMemoryJournalStore } from '../journal/memory-store.ts';
import { acquireLock } from '../lock/acquire.ts';
import { requireUnlocked } from '../lock/require-unlocked.ts';
import { thisActor } from '../lock/this-actor.ts';
import type { Plan } from '../plan/types.ts';
import { preflight } from '../preflight/preflight.ts';
import { systemUidOf } from '../discover/cluster.ts';
import type { ApiServer } from '../server/types.ts';
import type { MoveContext } from './context.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { explain } from './explain.ts';
import { giveUp } from './give-up.ts';
import { goForward } from './forward.ts';
import { inPhase } from './in-phase.ts';
import { newMoveId } from './move-id.ts';
import { beginLog, type MoveLog } from './move-log.ts';
import { moveEachCluster } from './per-cluster.ts';
import { openContext } from './open-context.ts';
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
  const work =
    options.perCluster === true
      ? moveEachCluster(plan, options, events, startMove)
      : carryOut(plan, options, moveId, events);
  const result = work.finally(() => {
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
  const stop = createStopSignal(options.signal, options.timeoutMs);
  const log = beginLog({
    type: 'begun',
    format: journalFormat,
    moveId,
    by: thisActor(options.by),
    source: { url: options.source.url, systemUid: plan.source.systemUid },
    target: await identify(options.target, stop.signal),
    settings: {
      awaitPause: options.awaitPause ?? true,
      markReady: options.markReady ?? false,
      onFailure: options.onFailure ?? 'rollback',
      allow: options.allow ?? {},
    },
    plan,
  });
  const context = openContext(log, events, { ...options, takenOver: false, stop: stop.signal });
  context.emit({ type: 'move-started', moveId, total: plan.objects.length, namespace: plan.scope.namespace });
  try {
    await inPhase(context, 'preflight', plan.objects.length, () => requirePreflight(context, options));
    await inPhase(context, 'lock', 0, () => lock(context, log, options));
    return await goForward(context);
  } catch (error) {
    throw await giveUp(context, explain(error, context, options.signal));
  } finally {
    stop.release();
  }
}

/** What cannot be read is refused by preflight, which says why. */
async function identify(target: ApiServer, signal: AbortSignal): Promise<ClusterIdentity> {
  const systemUid = await systemUidOf(target, { signal }).catch(() => undefined);
  return { url: target.url, systemUid: systemUid ?? '' };
}

/** The plan is durable before the first write, which is the Lease in the source (contract 7.4). */
async function lock(context: MoveContext, log: MoveLog, options: StartMoveOptions): Promise<void> {
  const { state } = log;
  const store = options.journal ?? createMemoryJournalStore();
  const journal = await store.create(context.moveId);
  try {
    await log.keepIn(journal, async () => {
      await context.lock?.gate();
    });
    context.lock = await acquireLock({
      source: options.source,
      target: options.target,
      moveId: context.moveId,
      scope: state.plan.scope,
      sourceUid: state.source.systemUid,
      targetUid: state.target.systemUid,
      by: state.by,
      command: 'move',
      signal: context.stop,
      keepNamespace: options.keepSystemNamespace === true,
      ...(options.leaseDurationMs === undefined ? {} : { durationMs: options.leaseDurationMs }),
    });
  } catch (error) {
    // The move has not begun: nothing need remind of it.
    await log.close();
    await store.remove(context.moveId);
    throw error;
  }
}

async function requirePreflight(context: MoveContext, options: StartMoveOptions): Promise<void> {
  // Before anything else: what another move has in hand would only be found paused, by nobody knows whom.
  const { namespace } = context.plan.scope;
  for (const side of [options.source, options.target]) await requireUnlocked(side, namespace, { signal: context.stop });
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
