import type { MoveEventBody, Phase } from '../events/types.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { kindKey, type ResourceType } from '../model/resource-type.ts';
import type { Plan, PlannedObject } from '../plan/types.ts';
import type { Allowances } from '../preflight/allowances.ts';
import type { Provider } from '../provider/types.ts';
import type { ApiServer, ObjectKey } from '../server/types.ts';
import type { Ledger } from './ledger.ts';

/** An object that is held, and all that its release needs to know of the time before. */
export interface HeldObject {
  readonly planned: PlannedObject;
  /** False if the user had paused it: then nothing was changed, and it stays paused. */
  readonly byUs: boolean;
  /** True if our mark is on it; it is left out where the object has no room for one more annotation. */
  readonly marked: boolean;
  /** The merge patch that gives every held value its earlier state. */
  readonly restore: JsonObject;
  readonly managersBefore: readonly JsonObject[];
  readonly generationBefore: number;
}

/** A namespace that the target lacked. */
export interface CreatedNamespace {
  /** UID in the target. */
  readonly uid: string;
  /** managedFields of the namespace in the source: what it is to have in the target, too. */
  readonly managers: readonly JsonObject[];
}

/** What the phases of one move share. Only the phases change it, one after the other. */
export interface MoveContext {
  readonly moveId: string;
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  readonly allow: Allowances;
  readonly concurrency: number;
  readonly pauseTimeoutMs: number;
  readonly blockMoveTimeoutMs: number;
  readonly awaitPause: boolean;
  readonly ledger: Ledger;
  /** By UID in the source. */
  readonly holds: Map<string, HeldObject>;
  /** Values that the target added by itself, found while creating and verifying. */
  readonly addedByTarget: Map<string, { readonly ref: ObjectRef; readonly path: string }>;
  /** Namespaces that this move created in the target, by name. */
  readonly createdNamespaces: Map<string, CreatedNamespace>;
  /** Aborted by the user or by the overall deadline; asked only up to the commit point. */
  readonly stop: AbortSignal;
  emit(body: MoveEventBody): void;
  plan: Plan;
  /** The source's objects by UID once everything holds still: what is created, and what is retired. */
  baseline: ReadonlyMap<string, KubeObject>;
  phase: Phase;
  committed: boolean;
  /** The first deletion in the source is about to be sent: from here on the move can only go forward. */
  retiring: boolean;
  released: boolean;
}

/** The resource type of a planned object. */
export function typeOf(context: MoveContext, ref: ObjectRef): ResourceType {
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
