import { discover } from '../../discover/discover.ts';
import { DiscoveryError, PreflightError } from '../../errors.ts';
import { resumeMove } from '../../execute/resume-move.ts';
import { rollbackMove } from '../../execute/rollback-move.ts';
import { startMove } from '../../execute/start-move.ts';
import type { ContinueOptions, MoveRun, StartMoveOptions } from '../../execute/types.ts';
import { replay } from '../../journal/replay.ts';
import type { MoveState } from '../../journal/state.ts';
import type { JournalStore } from '../../journal/types.ts';
import { refKey } from '../../model/object-ref.ts';
import { planMove } from '../../plan/plan-move.ts';
import type { Plan } from '../../plan/types.ts';
import { judge } from '../../preflight/judge.ts';
import type { MoveReport } from '../../execute/report.ts';
import { isObserved, observe, type ObservedObject } from '../checks/observed.ts';
import type { PivotContext } from '../context.ts';
import { forgetMove } from '../kept-journals.ts';
import type { PivotRecord } from '../record.ts';
import type { PivotOptions } from '../types.ts';

/** What is planned from the source as it is. Raises PreflightError for what planning alone finds. */
export async function planPivotMove(
  options: Pick<PivotOptions, 'source' | 'providers' | 'scope' | 'move'>,
  signal?: AbortSignal,
): Promise<Plan> {
  const { source, providers, scope, move } = options;
  const { namespace, ...selection } = scope;
  const snapshot = await discover(source, { namespace, providers, signal });
  const plan = planMove(snapshot, { providers, ...selection });
  const judged = judge(plan.diagnostics, move?.allow ?? {});
  if (judged.some(({ severity }) => severity === 'error')) throw new PreflightError(judged, { phase: 'preflight' });
  return plan;
}

/**
 * Moves, or goes on with the move that was begun. Its id is in the record before its first write. Raises what
 * `startMove` and `resumeMove` do.
 */
export async function carryOutMove(context: PivotContext, whenQuiet: () => Promise<void>): Promise<void> {
  const { options, ledger } = context;
  const begun = await begunMove(context, ledger.record.moveId);
  if (begun?.outcome === 'moved') return;
  // One that was undone, and the pivot not with it: nothing is left of it, and the next one may fare better.
  if (begun?.outcome !== undefined) await forgetMove(context, begun.moveId);
  if (begun === undefined || begun.outcome !== undefined) {
    const { source, target, providers } = options;
    const plan = await planPivotMove(options, context.signal);
    options.onPlan?.(plan);
    const settings: StartMoveOptions = {
      ...options.move,
      ...common(context),
      ...{ source, target, providers },
      onFailure: options.onFailure ?? 'rollback',
      journal: noting(context, (now, moveId) => ({ ...now, moveId })),
      whenQuiet: async () => {
        await noteObserved(context, plan);
        await whenQuiet();
      },
    };
    context.outcome.move = await follow(context, startMove(plan, settings));
    return;
  }
  options.onPlan?.(begun.plan);
  context.outcome.move = await follow(
    context,
    resumeMove(begun.moveId, {
      ...going(context),
      whenQuiet: async () => {
        await noteObserved(context, begun.plan);
        await whenQuiet();
      },
    }),
  );
}

/**
 * Takes the move back, whatever it came to: to none while nothing was released in the target; otherwise everything moves
 * back, and `whenQuiet` is awaited while the target is held.
 */
export async function takeMoveBack(context: PivotContext, whenQuiet: () => Promise<void>): Promise<void> {
  const { record } = context.ledger;
  const back = await begunMove(context, record.moveBackId);
  if (back?.outcome === 'moved') return;
  if (back !== undefined && back.outcome === undefined) {
    const { source, target, onPlan } = context.options;
    onPlan?.(back.plan);
    const run = resumeMove(back.moveId, { ...going(context), source: target, target: source, whenQuiet });
    context.outcome.move = await follow(context, run);
    return;
  }
  const state = await begunMove(context, record.moveId);
  if (state === undefined || state.outcome === 'rolled-back' || state.outcome === 'refused') return;
  context.options.onPlan?.(state.plan);
  const journal = noting(context, (now, moveBackId) => ({ ...now, moveBackId }));
  const run = rollbackMove(state.moveId, { ...going(context), journal, whenQuiet });
  context.outcome.move = await follow(context, run);
}

/** True if there is something of the move, or all of it, so that undoing the steps around it would not be enough. */
export async function isMoveStanding(context: PivotContext): Promise<boolean> {
  const state = await begunMove(context, context.ledger.record.moveId);
  return state !== undefined && state.outcome !== 'rolled-back' && state.outcome !== 'refused';
}

/** How far a move is; undefined if it has not begun: its id is noted before its journal. */
async function begunMove({ journal }: PivotContext, moveId: string | undefined): Promise<MoveState | undefined> {
  const reading = moveId === undefined ? undefined : await journal.read(moveId);
  return reading === undefined || reading.records.length === 0 ? undefined : replay(reading.records);
}

type Common = Pick<ContinueOptions, 'by' | 'signal' | 'leaseDurationMs'>;

function common({ options, signal }: PivotContext): Common {
  return {
    signal,
    ...(options.by === undefined ? {} : { by: options.by }),
    ...(options.move?.leaseDurationMs === undefined ? {} : { leaseDurationMs: options.move.leaseDurationMs }),
  };
}

function going(context: PivotContext): ContinueOptions {
  const { source, target, providers, holderIsDead, move = {} } = context.options;
  return {
    ...{ source, target, providers },
    journal: context.journal,
    ...common(context),
    ...(holderIsDead === undefined ? {} : { holderIsDead }),
    ...(move.concurrency === undefined ? {} : { concurrency: move.concurrency }),
    ...(move.pauseTimeoutMs === undefined ? {} : { pauseTimeoutMs: move.pauseTimeoutMs }),
    ...(move.blockMoveTimeoutMs === undefined ? {} : { blockMoveTimeoutMs: move.blockMoveTimeoutMs }),
  };
}

/** The same journals; but a move that begins is in the record of the pivot before it is anywhere else. */
function noting(
  { journal, ledger }: PivotContext,
  note: (record: PivotRecord, moveId: string) => PivotRecord,
): JournalStore {
  return {
    place: journal.place,
    list: () => journal.list(),
    read: (moveId) => journal.read(moveId),
    open: (moveId) => journal.open(moveId),
    remove: (moveId) => journal.remove(moveId),
    async create(moveId) {
      await ledger.change((now) => note(now, moveId));
      return journal.create(moveId);
    },
  };
}

async function follow({ emit }: PivotContext, run: MoveRun): Promise<MoveReport> {
  for await (const event of run) emit({ type: 'move-event', event });
  return run.result;
}

/** Notes how everything that moves is now, when nothing changes it any more. */
async function noteObserved({ source, ledger, options }: PivotContext, plan: Plan): Promise<void> {
  const { namespace } = options.scope;
  const planned = new Map(
    plan.objects.filter(({ ref }) => isObserved(ref)).map(({ ref, fate }) => [refKey(ref), { ref, fate }]),
  );
  const types = plan.types.filter((type) =>
    [...planned.values()].some(({ ref }) => ref.kind === type.kind && ref.group === type.group),
  );
  const lists = await Promise.all(types.map((type) => source.list(type, { namespace })));
  const objects = lists.flat().flatMap((object): ObservedObject[] => {
    const observed = observe(object);
    const one = planned.get(refKey(observed.ref));
    if (one === undefined) return [];
    return [{ ...observed, ...(one.fate === 'copy' ? { stays: true } : {}) }];
  });
  if (objects.length === 0 && planned.size > 0) {
    throw new DiscoveryError('nothing of what is to move could be read while it was quiet');
  }
  await ledger.change((now) => ({ ...now, observed: { objects } }));
}
