import type { Phase } from '../events/types.ts';
import type { Actor } from '../model/actor.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import type { OwnerReference } from '../model/kube-object.ts';
import { at, bool, count, list, oneOf, optional, text, wrong, type JsonPlace } from '../plan/json-place.ts';
import type { Allowances } from '../preflight/allowances.ts';
import { objectRef, readPlan } from '../plan/read-plan.ts';
import type { journalFormat } from './format.ts';
import type {
  ClusterIdentity,
  FinalOutcome,
  HoldRecord,
  JournalRecord,
  JournalRecordBody,
  MoveCommand,
  MoveSettings,
  OwnersBefore,
  SourceLook,
  SourceState,
  TargetState,
} from './records.ts';

/** Reads one record field by field; fields that are not known are dropped. Raises UsageError, naming the place. */
export function readRecord(place: JsonPlace): JournalRecord {
  const type = oneOf(at(place, 'type'), types);
  const [seq, time, epoch] = [count(at(place, 'seq')), text(at(place, 'at')), count(at(place, 'epoch'))];
  return { seq, at: time, epoch, ...bodies[type](place) };
}

type Type = JournalRecordBody['type'];

/** One reader for each type of record: a type that is missing here does not compile. */
const bodies: { readonly [T in Type]: (place: JsonPlace) => Extract<JournalRecordBody, { readonly type: T }> } = {
  begun: (place) => ({
    type: 'begun',
    format: format(at(place, 'format')),
    moveId: text(at(place, 'moveId')),
    by: actor(at(place, 'by')),
    source: identity(at(place, 'source')),
    target: identity(at(place, 'target')),
    settings: settings(at(place, 'settings')),
    plan: readPlan(at(place, 'plan').value ?? null),
  }),
  'taken-over': (place) => ({
    type: 'taken-over',
    by: actor(at(place, 'by')),
    command: oneOf(at(place, 'command'), namesOf<MoveCommand>({ move: 1, resume: 1, rollback: 1, recover: 1 })),
  }),
  phase: (place) => ({ type: 'phase', phase: oneOf(at(place, 'phase'), phases), ...optional(place, 'look', look) }),
  planned: (place) => ({ type: 'planned', plan: readPlan(at(place, 'plan').value ?? null) }),
  held: (place) => ({ type: 'held', uid: text(at(place, 'uid')), hold: hold(at(place, 'hold')) }),
  baseline: (place) => ({ type: 'baseline', versions: versions(at(place, 'versions')) }),
  'namespace-created': (place) => ({
    type: 'namespace-created',
    name: text(at(place, 'name')),
    uid: text(at(place, 'uid')),
    managers: list(at(place, 'managers'), object),
  }),
  'namespace-removed': (place) => ({ type: 'namespace-removed', name: text(at(place, 'name')) }),
  target: (place) => ({
    type: 'target',
    uid: text(at(place, 'uid')),
    state: oneOf(at(place, 'state'), targetStates),
    ...optional(place, 'targetUid', text),
  }),
  replacing: (place) => ({
    type: 'replacing',
    uid: text(at(place, 'uid')),
    targetUid: text(at(place, 'targetUid')),
  }),
  source: (place) => ({
    type: 'source',
    uid: text(at(place, 'uid')),
    state: oneOf(at(place, 'state'), sourceStates),
    ...optional(place, 'sourceUid', text),
  }),
  failed: (place) => ({ type: 'failed', uid: text(at(place, 'uid')), because: text(at(place, 'because')) }),
  'owners-cut': (place) => ({
    type: 'owners-cut',
    uid: text(at(place, 'uid')),
    before: ownersBefore(at(place, 'before')),
  }),
  committing: () => ({ type: 'committing' }),
  committed: () => ({ type: 'committed' }),
  'not-committed': () => ({ type: 'not-committed' }),
  returned: () => ({ type: 'returned' }),
  retiring: () => ({ type: 'retiring' }),
  releasing: () => ({ type: 'releasing' }),
  'rolling-back': (place) => ({
    type: 'rolling-back',
    because: text(at(place, 'because')),
    abandonTarget: bool(at(place, 'abandonTarget')),
  }),
  finished: (place) => ({
    type: 'finished',
    outcome: oneOf(at(place, 'outcome'), namesOf<FinalOutcome>({ moved: 1, refused: 1, 'rolled-back': 1 })),
  }),
  'target-abandoned': () => ({ type: 'target-abandoned' }),
};

const types = namesOf<Type>(bodies);

const phases = namesOf<Phase>({
  ...{ preflight: 1, lock: 1, hold: 1, wait: 1, create: 1, verify: 1 },
  ...{ seal: 1, retire: 1, release: 1, return: 1, undo: 1 },
});

const targetStates = namesOf<TargetState>({ absent: 1, unknown: 1, created: 1, ready: 1, sealed: 1, adopted: 1 });

const sourceStates = namesOf<SourceState>({ present: 1, held: 1, retired: 1, unknown: 1, recreated: 1 });

/** All names of a union: the table is what lets the compiler see that none is missing. */
function namesOf<T extends string>(table: Readonly<Record<T, unknown>>): readonly T[] {
  return Object.keys(table) as T[];
}

function format(place: JsonPlace): typeof journalFormat {
  if (place.value !== 1) throw wrong(place, '1');
  return 1;
}

function actor(place: JsonPlace): Actor {
  return {
    name: text(at(place, 'name')),
    host: text(at(place, 'host')),
    pid: count(at(place, 'pid')),
    boot: text(at(place, 'boot')),
    tool: text(at(place, 'tool')),
  };
}

function identity(place: JsonPlace): ClusterIdentity {
  return { url: text(at(place, 'url')), systemUid: text(at(place, 'systemUid')) };
}

function allowances(place: JsonPlace): Allowances {
  return {
    ...optional(place, 'paused', bool),
    ...optional(place, 'leftBehind', bool),
    ...optional(place, 'empty', bool),
    ...optional(place, 'gitopsSuspended', bool),
    ...(at(place, 'skip').value === undefined ? {} : { skip: list(at(place, 'skip'), text) }),
  };
}

function settings(place: JsonPlace): MoveSettings {
  return {
    awaitPause: bool(at(place, 'awaitPause')),
    markReady: bool(at(place, 'markReady')),
    allow: allowances(at(place, 'allow')),
    onFailure: oneOf(at(place, 'onFailure'), ['rollback', 'stop']),
    ...optional(place, 'onChange', (word) => oneOf(word, ['refuse'])),
    ...optional(place, 'providers', (names) => list(names, text)),
  };
}

function look(place: JsonPlace): SourceLook {
  return {
    when: oneOf(at(place, 'when'), ['before-release', 'after-release']),
    looked: count(at(place, 'looked')),
    back: list(at(place, 'back'), text),
  };
}

function hold(place: JsonPlace): HoldRecord {
  return {
    ref: objectRef(at(place, 'ref')),
    byUs: bool(at(place, 'byUs')),
    marked: bool(at(place, 'marked')),
    restore: object(at(place, 'restore')),
    managersBefore: list(at(place, 'managersBefore'), object),
    generationBefore: count(at(place, 'generationBefore')),
  };
}

function ownersBefore(place: JsonPlace): OwnersBefore {
  return { owners: list(at(place, 'owners'), ownerReference), managers: list(at(place, 'managers'), object) };
}

function ownerReference(place: JsonPlace): OwnerReference {
  return {
    // All of it goes back to where it was, also what we do not know.
    ...object(place),
    apiVersion: text(at(place, 'apiVersion')),
    kind: text(at(place, 'kind')),
    name: text(at(place, 'name')),
    uid: text(at(place, 'uid')),
  };
}

function versions(place: JsonPlace): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(object(place)).map((uid) => [uid, text(at(place, uid))]));
}

function object(place: JsonPlace): JsonObject {
  if (!isJsonObject(place.value)) throw wrong(place, 'an object');
  return place.value;
}
