import { JournalError } from '../errors.ts';
import type { Actor } from '../model/actor.ts';
import { deepEqual } from '../model/deep-equal.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { parseJson, stringifyJson } from '../model/json-codec.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { Observed } from './checks/observed.ts';
import type { PivotStepName, PivotStepState } from './types.ts';

/** Version of what the record holds; a newer one is refused, never guessed at. */
export const recordFormat = 1;

/** All steps in the order in which they happen. */
export const stepNames: readonly PivotStepName[] = [
  'side-data',
  'components',
  'source-ironic',
  'source-controllers',
  'target-ironic',
  'move',
  'checks',
  'clean-up',
];

/** A component whose write was about to be sent, or was answered. */
export interface ComponentRecord {
  readonly ref: ObjectRef;
  readonly type: ResourceType;
  /** `create`: it was not there when this was noted. `change`: it was, and `inverse` gives it its earlier values. */
  readonly how: 'create' | 'change';
  /** Of the object; of one that is being created once that was answered. */
  readonly uid?: string;
  readonly inverse?: JsonObject;
}

/** A workload that was about to be scaled down. */
export interface ScaleRecord {
  readonly ref: ObjectRef;
  readonly type: ResourceType;
  readonly uid: string;
  readonly role: 'ironic' | 'controller';
  readonly replicas: number;
  /** True if it was available: then it is waited for when it comes back. */
  readonly available: boolean;
}

/** A webhook configuration whose webhooks were about to be told to let pass. */
export interface WebhookRecord {
  readonly ref: ObjectRef;
  readonly type: ResourceType;
  readonly uid: string;
  /** Names of those webhooks whose failure policy was Fail. */
  readonly names: readonly string[];
}

/** All that whoever goes on with a pivot has to know. No secrets. */
export interface PivotRecord {
  readonly format: typeof recordFormat;
  readonly pivotId: string;
  readonly namespace: string;
  /** UIDs of kube-system, so that nobody goes on with another pair. */
  readonly sourceUid: string;
  readonly targetUid: string;
  /** What must be the same when it is gone on with, by the name of the option. */
  readonly settings: JsonObject;
  readonly direction: 'forward' | 'undo';
  /** Why it is being undone. */
  readonly because?: string;
  readonly steps: Readonly<Record<PivotStepName, PivotStepState>>;
  /** Absent: nobody is at work on it. */
  readonly holder?: Actor;
  /** Random for each holding, and counted up by each of its writes: so a write whose answer was lost is known again. */
  readonly holding: string;
  readonly beat: number;
  /** RFC 3339, by the holder's clock; for people only. */
  readonly renewed: string;
  readonly durationMs: number;
  readonly moveId?: string;
  /** The move that brings back what had moved. */
  readonly moveBackId?: string;
  readonly sideData: Readonly<Record<string, JsonValue>>;
  readonly components: readonly ComponentRecord[];
  readonly scaled: readonly ScaleRecord[];
  readonly webhooks: readonly WebhookRecord[];
  /** What was scaled down was about to be deleted: from then on nothing can be undone. */
  readonly deleting?: true;
  /** How things were when the source was quiet. */
  readonly observed?: Observed;
}

/** The steps of a pivot that has not begun. */
export function pendingSteps(): Record<PivotStepName, PivotStepState> {
  return {
    'side-data': 'pending',
    components: 'pending',
    'source-ironic': 'pending',
    'source-controllers': 'pending',
    'target-ironic': 'pending',
    move: 'pending',
    checks: 'pending',
    'clean-up': 'pending',
  };
}

/** The names of the settings in which a pivot that is gone on with differs from the one that was begun, sorted. */
export function differingSettings(begun: JsonObject, given: JsonObject): readonly string[] {
  const names = [...new Set([...Object.keys(begun), ...Object.keys(given)])].sort();
  return names.filter((name) => !deepEqual(begun[name], given[name]));
}

export function formatRecord(record: PivotRecord): string {
  // Only JSON is in it, integers of 64 bits included: the interfaces merely have no index signature.
  return stringifyJson(record as unknown as JsonValue);
}

/** Raises JournalError for a record of a newer tsmove, or one that cannot be read. */
export function parseRecord(text: string, place: string): PivotRecord {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch (error) {
    throw unreadable(place, error);
  }
  if (!isJsonObject(value)) throw unreadable(place);
  if (value['format'] !== recordFormat) {
    throw new JournalError(`${place} was written by another version of tsmove`, {
      code: 'journal-newer',
      hint: 'Go on with the version of tsmove that began the pivot.',
    });
  }
  if (!isShaped(value)) throw unreadable(place);
  // Written by `formatRecord` of this format, and nothing of it is missing.
  return value as unknown as PivotRecord;
}

/** Every field that has to be there, with the steps in states that there are: an undo goes by nothing else. */
function isShaped(value: JsonObject): boolean {
  const { steps, direction } = value;
  const texts = ['pivotId', 'namespace', 'sourceUid', 'targetUid', 'holding', 'renewed'];
  return (
    texts.every((name) => typeof value[name] === 'string') &&
    ['beat', 'durationMs'].every((name) => typeof value[name] === 'number') &&
    ['settings', 'sideData'].every((name) => isJsonObject(value[name])) &&
    isListOf(value['components'], isComponent) &&
    isListOf(value['scaled'], isScaled) &&
    isListOf(value['webhooks'], isWebhook) &&
    ['moveId', 'moveBackId', 'because'].every((name) => ['string', 'undefined'].includes(typeof value[name])) &&
    (direction === 'forward' || direction === 'undo') &&
    isJsonObject(steps) &&
    stepNames.every((name) => stepStates.some((state) => state === steps[name]))
  );
}

/** What was written to, scaled down or relaxed: an undo deletes, patches and scales by it. */
function isEntry(value: JsonValue): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const { ref, type } = value;
  return (
    isJsonObject(ref) &&
    ['group', 'version', 'kind', 'name'].every((name) => typeof ref[name] === 'string') &&
    ['string', 'undefined'].includes(typeof ref['namespace']) &&
    isJsonObject(type) &&
    ['group', 'version', 'kind', 'plural'].every((name) => typeof type[name] === 'string') &&
    ['namespaced', 'hasStatus'].every((name) => typeof type[name] === 'boolean')
  );
}

function isComponent(value: JsonValue): boolean {
  if (!isEntry(value)) return false;
  const { how, uid, inverse } = value;
  return (
    (how === 'create' || how === 'change') &&
    ['string', 'undefined'].includes(typeof uid) &&
    (inverse === undefined || isJsonObject(inverse))
  );
}

function isScaled(value: JsonValue): boolean {
  if (!isEntry(value)) return false;
  const { uid, role, replicas, available } = value;
  return (
    typeof uid === 'string' &&
    (role === 'ironic' || role === 'controller') &&
    Number.isSafeInteger(replicas) &&
    typeof available === 'boolean'
  );
}

function isWebhook(value: JsonValue): boolean {
  return (
    isEntry(value) && typeof value['uid'] === 'string' && isListOf(value['names'], (name) => typeof name === 'string')
  );
}

function isListOf(value: JsonValue | undefined, isRight: (item: JsonValue) => boolean): boolean {
  return Array.isArray(value) && value.every((item: JsonValue) => isRight(item));
}

const stepStates: readonly PivotStepState[] = ['pending', 'doing', 'done', 'undoing', 'undone'];

function unreadable(place: string, cause?: unknown): JournalError {
  return new JournalError(`${place} cannot be read`, {
    code: 'journal-damaged',
    hint: 'Somebody has changed it. Delete it only when both clusters are as they should be.',
    cause,
  });
}
