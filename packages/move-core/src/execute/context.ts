import type { MoveEventBody, Phase } from '../events/types.ts';
import type { HoldRecord } from '../journal/records.ts';
import type { MoveLock } from '../lock/types.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { compareRefs, type ObjectRef } from '../model/object-ref.ts';
import { kindKey, type ResourceType } from '../model/resource-type.ts';
import type { Fate, Plan, PlannedObject } from '../plan/types.ts';
import type { Allowances } from '../preflight/allowances.ts';
import type { Provider } from '../provider/types.ts';
import type { ApiServer, ObjectKey } from '../server/types.ts';
import type { Ledger } from './ledger.ts';
import type { MoveLog } from './move-log.ts';
import type { Reading } from './reading.ts';

/** An object that is held, and all that its release needs to know of the time before. */
export interface HeldObject extends HoldRecord {
  /** UID in the source when the plan was made. */
  readonly uid: string;
}

/** What the phases of one move share. Only the phases change it, one after the other. */
export interface MoveContext {
  readonly moveId: string;
  /** Both write only while the move holds its lock. */
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  readonly allow: Allowances;
  readonly concurrency: number;
  readonly pauseTimeoutMs: number;
  readonly blockMoveTimeoutMs: number;
  /** What is known, and the only way to change it. */
  readonly log: MoveLog;
  readonly ledger: Ledger;
  /** Values that the target added by itself, found while creating and verifying. */
  readonly addedByTarget: Map<string, { readonly ref: ObjectRef; readonly path: string }>;
  /** Aborted by the user or by the overall deadline; asked only up to the commit point. */
  readonly stop: AbortSignal;
  /** The caller's own work between the last look at the held source and the first object in the target. */
  readonly whenQuiet: ((signal: AbortSignal) => Promise<void>) | undefined;
  emit(body: MoveEventBody): void;
  /** Undefined before the first write. */
  lock: MoveLock | undefined;
  /** The plan in work: the log's, with the resourceVersions of the last look. */
  plan: Plan;
  /** What was read of the source, for whoever reads it again. */
  readonly reading: Reading;
  /** The source's objects by UID once everything holds still: what is created, and what is retired. */
  baseline: ReadonlyMap<string, KubeObject>;
  phase: Phase;
  /** True if another process began the move: what it did last may be in the clusters and not in the journal. */
  readonly takenOver: boolean;
  /** True if the move is ended without its journal: what is not in the clusters is not known. */
  readonly recovered: boolean;
}

/** Everything that is held, in the order of references. */
export function heldObjects(context: MoveContext): readonly HeldObject[] {
  return [...context.log.state.holds]
    .map(([uid, hold]) => ({ ...hold, uid }))
    .sort((a, b) => compareRefs(a.ref, b.ref));
}

/** What becomes of a held object; one that is in the plan no more stays where it is. */
export function fateOf(context: MoveContext, uid: string): Fate {
  return plannedByUid(context.plan, uid)?.fate ?? 'copy';
}

/** The resource type of a planned object. */
export function typeOf(context: Pick<MoveContext, 'plan'>, ref: ObjectRef): ResourceType {
  const type = context.plan.types.find((one) => one.kind === ref.kind && one.group === ref.group);
  if (type === undefined) throw new RangeError(`the plan has no resource type for ${kindKey(ref)}`);
  return type;
}

/** Namespace and name of a reference, as the API server's paths need them. */
export function keyOf(ref: ObjectRef): ObjectKey {
  return ref.namespace === undefined ? { name: ref.name } : { namespace: ref.namespace, name: ref.name };
}

/** The object as the source held it when everything was still. */
export function baselineOf(context: MoveContext, planned: PlannedObject): KubeObject {
  const object = context.baseline.get(planned.uid);
  if (object === undefined) throw new RangeError(`the baseline does not hold the uid ${planned.uid}`);
  return object;
}

const indexes = new WeakMap<Plan, ReadonlyMap<string, PlannedObject>>();

/** The planned object with this UID, if the plan has one. The index of a plan is made once. */
export function plannedByUid(plan: Plan, uid: string): PlannedObject | undefined {
  let index = indexes.get(plan);
  if (index === undefined) {
    index = new Map(plan.objects.map((planned) => [planned.uid, planned]));
    indexes.set(plan, index);
  }
  return index.get(uid);
}
