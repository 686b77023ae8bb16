import { JournalError } from '../errors.ts';
import type { JournalRecord, JournalRecordBody } from './records.ts';
import type { MoveState, ObjectState } from './state.ts';
import type { Plan } from '../plan/types.ts';

/**
 * The state of a move from its records; the same records give the same state. Records that a process wrote after
 * another had taken over do not count. Raises JournalError: `journal-missing` for no records at all, the remains of a
 * move that never began; `journal-damaged` for a list that no move can have written.
 */
export function replay(records: readonly JournalRecord[]): MoveState {
  return replayLive(records);
}

/** The same as a state that goes on. */
export function replayLive(records: readonly JournalRecord[]): LiveState {
  const [first, ...rest] = records;
  if (records.length === 0) {
    throw new JournalError('the journal is empty: its move stopped before it began, and has touched nothing', {
      code: 'journal-missing',
      hint: 'Remove the journal.',
    });
  }
  if (first?.type !== 'begun') {
    throw new JournalError('the journal does not begin with the beginning of a move', { code: 'journal-damaged' });
  }
  const state = begin(first);
  for (const record of rest) {
    if (record.seq !== state.seq + 1) {
      throw new JournalError(
        `record ${record.seq.toString()} of the journal follows on record ${state.seq.toString()}`,
        { code: 'journal-damaged' },
      );
    }
    applyRecord(state, record);
  }
  return state;
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type Maps = 'objects' | 'holds' | 'baseline' | 'namespaces' | 'cutOwners';

/** A state that goes on: the executor works on one, and every record that it writes is applied to it. */
export type LiveState = Omit<Draft<MoveState>, Maps> & {
  readonly [K in Maps]: MoveState[K] extends ReadonlyMap<infer Key, infer Value> ? Map<Key, Value> : never;
};

/** The state right after the first record. */
export function begin(record: JournalRecord & { readonly type: 'begun' }): LiveState {
  const { moveId, source, target, settings, plan, by, at, seq, epoch } = record;
  return {
    moveId,
    source,
    target,
    settings,
    startedAt: at,
    lastAt: at,
    seq,
    epoch,
    by,
    command: 'move',
    phase: 'preflight',
    plan,
    objects: enroll(plan, new Map()),
    holds: new Map(),
    baseline: new Map(),
    namespaces: new Map(),
    cutOwners: new Map(),
    commit: 'no',
    retiring: false,
    releasing: false,
    sourceLooks: [],
    returned: false,
    abandonedTarget: false,
  };
}

/** Changes the state by one record. */
export function applyRecord(state: LiveState, record: JournalRecord): void {
  state.seq = record.seq;
  // Who was taken over may have written on for a moment: none of that may count.
  if (record.epoch < state.epoch) return;
  state.epoch = record.epoch;
  state.lastAt = record.at;
  applyBody(state, record);
}

function applyBody(state: LiveState, record: JournalRecordBody): void {
  switch (record.type) {
    case 'begun':
      throw new JournalError('the journal holds the beginning of a move twice', { code: 'journal-damaged' });
    case 'taken-over':
      // What failed is tried again; how it failed stays in the records.
      forgetFailures(state);
      state.by = record.by;
      state.command = record.command;
      return;
    case 'phase':
      state.phase = record.phase;
      if (record.look !== undefined) state.sourceLooks = [...state.sourceLooks, { ...record.look, at: state.lastAt }];
      return;
    case 'planned':
      replan(state, record.plan);
      return;
    case 'held':
      state.holds.set(record.uid, record.hold);
      return;
    case 'baseline':
      state.baseline.clear();
      for (const [uid, version] of Object.entries(record.versions)) state.baseline.set(uid, version);
      return;
    case 'namespace-created':
      state.namespaces.set(record.name, { uid: record.uid, managers: record.managers });
      return;
    case 'namespace-removed':
      state.namespaces.delete(record.name);
      return;
    case 'target':
      change(state, record.uid, {
        target: record.state,
        ...(record.targetUid === undefined ? {} : { targetUid: record.targetUid }),
      });
      return;
    case 'replacing':
      change(state, record.uid, { replaced: true, targetUid: record.targetUid });
      return;
    case 'source':
      change(state, record.uid, {
        source: record.state,
        ...(record.sourceUid === undefined ? {} : { sourceUid: record.sourceUid }),
      });
      return;
    case 'failed':
      change(state, record.uid, { failure: record.because });
      return;
    case 'owners-cut':
      state.cutOwners.set(record.uid, record.before);
      return;
    case 'committing':
      state.commit = 'unsure';
      return;
    case 'not-committed':
      state.commit = 'no';
      return;
    case 'committed':
      state.commit = 'yes';
      return;
    case 'retiring':
      state.retiring = true;
      return;
    case 'releasing':
      state.releasing = true;
      return;
    case 'rolling-back':
      state.rollback = { because: record.because, abandonTarget: record.abandonTarget };
      return;
    case 'returned':
      state.returned = true;
      return;
    case 'target-abandoned':
      state.abandonedTarget = true;
      return;
    case 'finished':
      state.outcome = record.outcome;
      return;
  }
}

function forgetFailures(state: LiveState): void {
  for (const [uid, { failure: _failure, ...object }] of state.objects) state.objects.set(uid, object);
}

function replan(state: LiveState, plan: Plan): void {
  const objects = enroll(plan, state.objects);
  state.plan = plan;
  state.objects.clear();
  for (const [uid, object] of objects) state.objects.set(uid, object);
}

function change(state: LiveState, uid: string, by: Partial<ObjectState>): void {
  const known = state.objects.get(uid);
  if (known === undefined) {
    throw new JournalError(`the journal tells of an object with the uid ${uid}, which is in no plan of it`, {
      code: 'journal-damaged',
    });
  }
  state.objects.set(uid, { ...known, ...by });
}

/** What is known of objects that stay in the plan is kept. */
function enroll(plan: Plan, before: ReadonlyMap<string, ObjectState>): Map<string, ObjectState> {
  return new Map(plan.objects.map(({ uid }) => [uid, before.get(uid) ?? { target: 'absent', source: 'present' }]));
}
