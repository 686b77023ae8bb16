import { discover } from '../discover/discover.ts';
import { PreflightError, UsageError, VerifyError } from '../errors.ts';
import { journalFormat } from '../journal/format.ts';
import { requireUnlocked } from '../lock/require-unlocked.ts';
import { thisActor } from '../lock/this-actor.ts';
import type { Plan, Scope } from '../plan/types.ts';
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
import { beginLog } from './move-log.ts';
import { moveEachCluster } from './per-cluster/move-each-cluster.ts';
import { openContext } from './open-context.ts';
import type { Reading } from './reading.ts';
import type { MoveReport } from './report.ts';
import { createStopSignal } from './stop-signal.ts';
import { takeLock } from './take-lock.ts';
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
  return startReading(plan, options);
}

/** The same; of several moves that share a `reading` each reads only what has changed in the source since the last. */
function startReading(plan: Plan, options: StartMoveOptions & { readonly reading?: Reading }): MoveRun {
  if (options.target.transient === true) {
    throw new UsageError('the target is in memory: what moves there is lost', { code: 'target-transient' });
  }
  const events = createEventStream();
  const moveId = newMoveId();
  const work =
    options.perCluster === true
      ? moveEachCluster(plan, options, events, startReading)
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
  options: StartMoveOptions & { readonly reading?: Reading },
  moveId: string,
  events: EventStream,
): Promise<MoveReport> {
  const stop = createStopSignal(options.signal, options.timeoutMs);
  const target = await identify(options.target, stop.signal);
  const log = beginLog({
    type: 'begun',
    format: journalFormat,
    moveId,
    by: thisActor(options.by),
    source: { url: options.source.url, systemUid: plan.source.systemUid },
    target: { url: options.target.url, systemUid: target.systemUid },
    settings: {
      awaitPause: options.awaitPause ?? true,
      markReady: options.markReady ?? false,
      onFailure: options.onFailure ?? 'rollback',
      ...(options.onChange === 'refuse' ? { onChange: 'refuse' } : {}),
      allow: options.allow ?? {},
      providers: options.providers.map(({ name }) => name),
    },
    plan,
  });
  const context = openContext(log, events, { ...options, takenOver: false, stop: stop.signal });
  context.emit({
    type: 'move-started',
    moveId,
    total: plan.objects.length,
    namespace: plan.scope.namespace,
    ...arrival(plan.scope),
    ...(plan.scope.clusters === undefined ? {} : { clusters: plan.scope.clusters }),
  });
  try {
    await inPhase(context, 'preflight', plan.objects.length, () => requirePreflight(context, options));
    // It could be read by then; but a Lease that does not say which cluster is the other one is nobody's to go on with.
    if (target.trouble !== undefined) throw target.trouble;
    await options.whenChecked?.(stop.signal);
    await inPhase(context, 'lock', 0, () => takeLock(context, log, options));
    return await goForward(context);
  } catch (error) {
    throw await giveUp(context, explain(error, context, options.signal));
  } finally {
    stop.release();
  }
}

function arrival({ targetNamespace }: Scope): { readonly targetNamespace?: string } {
  return targetNamespace === undefined ? {} : { targetNamespace };
}

/** What cannot be read is refused by preflight, which says why; if it cannot be read only now, for that reason. */
async function identify(
  target: ApiServer,
  signal: AbortSignal,
): Promise<{ readonly systemUid: string; readonly trouble?: Error }> {
  try {
    const systemUid = await systemUidOf(target, { signal });
    if (systemUid !== undefined) return { systemUid };
    throw new VerifyError(`${target.label} has no namespace kube-system, so it is not known which cluster it is`);
  } catch (trouble) {
    return { systemUid: '', trouble: trouble instanceof Error ? trouble : new Error(String(trouble)) };
  }
}

async function requirePreflight(context: MoveContext, options: StartMoveOptions): Promise<void> {
  // Before anything else: what another move has in hand would only be found paused, by nobody knows whom.
  const { scope } = context.plan;
  const { source, target } = context.log.state;
  const wanted = { scope, sourceUid: source.systemUid, targetUid: target.systemUid };
  await requireUnlocked(options.source, { ...wanted, side: 'source' }, { signal: context.stop });
  await requireUnlocked(options.target, { ...wanted, side: 'target' }, { signal: context.stop });
  const given = typeof options.snapshot === 'function' ? options.snapshot() : options.snapshot;
  const snapshot =
    given ??
    (await discover(context.source, {
      namespace: scope.namespace,
      providers: context.providers,
      signal: context.stop,
    }));
  const judged = await preflight(context.plan, snapshot, {
    source: context.source,
    // As it is: preflight knows by the plan what its namespaces are called there.
    target: options.target,
    providers: context.providers,
    allow: context.allow,
    signal: context.stop,
    needStatus: context.plan.statusPolicy === 'carry',
    journalInClusters: options.journal?.inClusters,
  });
  for (const diagnostic of judged) context.emit({ type: 'diagnostic', diagnostic });
  if (judged.some(({ severity }) => severity === 'error')) throw new PreflightError(judged, { phase: 'preflight' });
}
