import { formatRef, type ObjectRef } from '../model/object-ref.ts';
import type { Plan } from '../plan/types.ts';
import type { JournalRecord, SourceLook, SourceState, TargetState } from './records.ts';
import { replay } from './replay.ts';
import type { MoveState } from './state.ts';
import { sourceChecksOf } from './source-checks.ts';
import { summaryOf } from './summarize.ts';
import type { MoveHistory, ObjectHistory } from './summary.ts';
import type { JournalReading } from './types.ts';

type Step = MoveHistory['course'][number];

/**
 * What happened in a move, as a whole and object by object, in words. Objects are those of every plan that the move had;
 * records that a process wrote after it was taken over are left out. Raises JournalError as `summarizeMove` does.
 */
export function historyOf(reading: JournalReading): MoveHistory {
  const { records, torn } = reading;
  const state = replay(records);
  const planned = new Map(
    plansOf(records).flatMap((plan) => plan.objects.map((object) => [object.uid, object] as const)),
  );
  const refs = new Map<string, ObjectRef>([
    ...plansOf(records).flatMap((plan) => plan.leftBehind.map(({ uid, ref }) => [uid, ref] as const)),
    ...[...state.holds].map(([uid, { ref }]) => [uid, ref] as const),
  ]);
  const began = Date.parse(state.startedAt);
  const course: Step[] = [];
  const steps = new Map<string, Step[]>([...planned.keys()].map((uid) => [uid, []]));
  let epoch = 0;
  for (const record of records) {
    if (record.epoch < epoch) continue;
    epoch = record.epoch;
    const { at } = record;
    const add = (to: Step[], what: string): void => {
      to.push({ at, ms: Math.max(0, Date.parse(at) - began) || 0, epoch, what });
    };
    const told = tell(record);
    const own = told.uid === undefined ? undefined : steps.get(told.uid);
    const ref = told.uid === undefined ? undefined : refs.get(told.uid);
    if (own !== undefined) add(own, told.what);
    // What happens to an object that is no part of the move belongs to the course of the whole.
    else
      add(
        course,
        told.uid === undefined ? told.what : `${ref === undefined ? told.uid : formatRef(ref)}: ${told.what}`,
      );
  }
  const names = new Map([...refs, ...[...planned].map(([uid, { ref }]) => [uid, ref] as const)]);
  return {
    summary: summaryOf(state, torn),
    sourceChecks: sourceChecksOf(state, names),
    course,
    objects: [...planned.values()].map(({ uid, ref, fate }) =>
      objectHistory({ uid, ref, fate }, steps.get(uid) ?? [], state),
    ),
  };
}

function plansOf(records: readonly JournalRecord[]): readonly Plan[] {
  return records.flatMap((record) => (record.type === 'begun' || record.type === 'planned' ? [record.plan] : []));
}

function objectHistory(
  { uid, ref, fate }: Pick<Plan['objects'][number], 'uid' | 'ref' | 'fate'>,
  steps: readonly Step[],
  { objects }: MoveState,
): ObjectHistory {
  // An object that a later plan did not take along was never touched in the target.
  const { target, source, targetUid, failure } = objects.get(uid) ?? { target: 'absent', source: 'present' };
  return {
    ref,
    fate,
    steps,
    target,
    source,
    ...(targetUid === undefined ? {} : { targetUid }),
    ...(failure === undefined ? {} : { failure }),
  };
}

const inTarget: Readonly<Record<TargetState, string>> = {
  absent: 'not in the target',
  unknown: 'sent to the target',
  created: 'created in the target',
  ready: 'status written, and compared',
  sealed: 'field managers restored',
  adopted: 'adopted in the target',
};

const inSource: Readonly<Record<SourceState, string>> = {
  present: 'released in the source',
  held: 'held in the source',
  retired: 'deleted in the source',
  unknown: 'deletion sent to the source',
  recreated: 'made anew in the source',
};

function lookWords({ when, looked, back }: SourceLook): string {
  const moment = when === 'before-release' ? 'right before the release' : 'after the release';
  return back.length === 0
    ? `source looked at once more ${moment}: none of ${count(looked, 'held object')} is back`
    : `source looked at once more ${moment}: ${count(back.length, 'object')} of ${looked} made anew there`;
}

/** One record in words; with the UID of the object that it is about, if it is about one. */
function tell(record: JournalRecord): { readonly what: string; readonly uid?: string } {
  switch (record.type) {
    case 'begun':
      return { what: `begun by ${record.by.name}: ${count(record.plan.objects.length, 'object')}` };
    case 'taken-over':
      return { what: `taken over by ${record.by.name} (${record.command})` };
    case 'phase':
      return { what: record.look === undefined ? `phase ${record.phase}` : lookWords(record.look) };
    case 'planned':
      return { what: `planned anew: ${count(record.plan.objects.length, 'object')}` };
    case 'held':
      return { uid: record.uid, what: record.hold.byUs ? 'about to be held' : 'found paused by its user' };
    case 'baseline':
      return { what: `everything holds still: ${count(Object.keys(record.versions).length, 'version')} noted` };
    case 'namespace-created':
      return { what: `namespace ${record.name} created in the target` };
    case 'namespace-removed':
      return { what: `namespace ${record.name} removed from the target` };
    case 'target':
      return { uid: record.uid, what: inTarget[record.state] };
    case 'replacing':
      return { uid: record.uid, what: 'about to replace the one in the target' };
    case 'source':
      return { uid: record.uid, what: inSource[record.state] };
    case 'failed':
      return { uid: record.uid, what: `failed: ${record.because}` };
    case 'owners-cut':
      return { uid: record.uid, what: 'references to leaving owners about to be cut' };
    case 'committing':
      return { what: 'about to be committed' };
    case 'committed':
      return { what: 'committed: everything is in the target' };
    case 'not-committed':
      return { what: 'the commit did not take place' };
    case 'retiring':
      return { what: 'about to delete in the source' };
    case 'releasing':
      return { what: 'about to release in the target' };
    case 'returned':
      return { what: 'everything is in the source again' };
    case 'rolling-back':
      return { what: `${record.abandonTarget ? 'rollback without the target' : 'rollback'}: ${record.because}` };
    case 'finished':
      return { what: `finished: ${record.outcome}` };
    case 'target-abandoned':
      return { what: 'source released; the target is still owed an undo' };
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
