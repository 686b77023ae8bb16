import type { MoveEventBody } from '../../events/types.ts';
import { begin, applyRecord } from '../../journal/replay.ts';
import { journalFormat } from '../../journal/format.ts';
import type { JournalRecordBody } from '../../journal/records.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import type { Plan, PlannedObject } from '../../plan/types.ts';
import { typeOf, type MoveContext } from '../context.ts';
import { createLedger } from '../ledger.ts';
import type { MoveLog } from '../move-log.ts';

/**
 * The move seen from its end: source and target change places, and the target's UIDs are the ones to go by. What is
 * still in the source counts as adopted there. So the phases that create and verify serve the way back as well; what
 * they find out is noted in the log of the move itself.
 */
export function returnContext(
  context: MoveContext,
  copies: ReadonlyMap<string, KubeObject>,
  missing: ReadonlySet<PlannedObject>,
): MoveContext {
  const plan = returnPlan(context, copies, missing);
  const log = returnLog(context, plan);
  for (const planned of context.plan.objects) {
    if (missing.has(planned)) continue;
    log.note({
      type: 'target',
      uid: targetUidOf(context, planned),
      state: 'adopted',
      targetUid: context.ledger.sourceUidOf(planned.uid),
    });
  }
  return {
    ...context,
    source: context.target,
    target: context.source,
    log,
    ledger: createLedger(log.state, log.note),
    addedByTarget: new Map(),
    plan,
    baseline: copies,
    stop: new AbortController().signal,
    emit: (body) => {
      const told = translate(body);
      if (told !== undefined) context.emit(told);
    },
  };
}

function targetUidOf(context: MoveContext, planned: PlannedObject): string {
  const uid = context.ledger.targetUidOf(planned.uid);
  if (uid === undefined) throw new RangeError(`nothing in the target is known for the uid ${planned.uid}`);
  return uid;
}

function returnPlan(
  context: MoveContext,
  copies: ReadonlyMap<string, KubeObject>,
  missing: ReadonlySet<PlannedObject>,
): Plan {
  const known = new Map(context.plan.objects.map((planned) => [planned.uid, targetUidOf(context, planned)]));
  const uids = (list: readonly string[]): readonly string[] => list.flatMap((uid) => known.get(uid) ?? []);
  return {
    ...context.plan,
    objects: context.plan.objects.map((planned) => {
      const uid = targetUidOf(context, planned);
      const copy = copies.get(uid);
      const { resourceVersion = '' } = copy?.metadata ?? {};
      const hasStatus = typeOf(context, planned.ref).hasStatus && copy?.status !== undefined;
      // What is in the source is never replaced on the way back.
      const { onConflict: _choice, ...rest } = planned;
      return {
        ...rest,
        uid,
        resourceVersion,
        fate: missing.has(planned) ? 'move' : 'copy',
        owners: uids(planned.owners),
        softOwners: uids(planned.softOwners),
        clusters: uids(planned.clusters),
        droppedOwners: [],
        status: hasStatus ? 'carry' : 'none',
      };
    }),
  };
}

/** A state of its own, for the phases; what must outlast the process goes into the move's log. */
function returnLog(context: MoveContext, plan: Plan): MoveLog {
  const { state: outer } = context.log;
  const plannedUids = new Map(context.plan.objects.map(({ uid }) => [context.ledger.targetUidOf(uid), uid]));
  const state = begin({
    type: 'begun',
    format: journalFormat,
    moveId: outer.moveId,
    by: outer.by,
    source: outer.target,
    target: outer.source,
    settings: outer.settings,
    plan,
    seq: 1,
    at: outer.lastAt,
    epoch: outer.epoch,
  });
  // Nobody may stop a return half way.
  state.rollback = { because: '', abandonTarget: false };
  const note = (body: JournalRecordBody): void => {
    applyRecord(state, { ...body, seq: state.seq + 1, at: outer.lastAt, epoch: outer.epoch });
    const planned = body.type === 'target' ? plannedUids.get(body.uid) : undefined;
    if (body.type !== 'target' || planned === undefined || body.state !== 'created') return;
    context.log.note({
      type: 'source',
      uid: planned,
      state: 'recreated',
      ...(body.targetUid === undefined ? {} : { sourceUid: body.targetUid }),
    });
  };
  return { ...context.log, state, note };
}

/** In the words of the move: what is created here has returned. */
function translate(body: MoveEventBody): MoveEventBody | undefined {
  if (body.type === 'object-ready') return { type: 'object-returned', ref: body.ref };
  return body.type === 'object-failed' || body.type === 'object-blocked' ? body : undefined;
}
