import type { JournalRecordBody, SourceState, TargetState } from '../journal/records.ts';
import type { LiveState } from '../journal/replay.ts';
import type { ReportEntry } from './report.ts';

/** Where each object stands right now, in the words of the phases; every change is noted in the move's log. */
export interface Ledger {
  setTarget(uid: string, state: TargetState, targetUid?: string): void;
  setSource(uid: string, state: SourceState, sourceUid?: string): void;
  setFailure(uid: string, because: string): void;
  targetOf(uid: string): TargetState;
  sourceOf(uid: string): SourceState;
  /** Undefined also for objects that are no part of the move. */
  targetUidOf(uid: string): string | undefined;
  /** UID in the source now; another than the plan's if a rollback has made the object anew there. */
  sourceUidOf(uid: string): string;
  /** True if nothing of the move is, or may be, in the target. */
  targetUntouched(): boolean;
  entries(): readonly ReportEntry[];
}

export function createLedger(state: LiveState, note: (body: JournalRecordBody) => void): Ledger {
  const at = (uid: string) => {
    const object = state.objects.get(uid);
    if (object === undefined) throw new RangeError(`no planned object has the uid ${uid}`);
    return object;
  };
  return {
    setTarget(uid, target, targetUid): void {
      const known = at(uid);
      if (known.target === target && (targetUid === undefined || known.targetUid === targetUid)) return;
      note({ type: 'target', uid, state: target, ...(targetUid === undefined ? {} : { targetUid }) });
    },
    setSource(uid, source, sourceUid): void {
      const known = at(uid);
      if (known.source === source && (sourceUid === undefined || known.sourceUid === sourceUid)) return;
      note({ type: 'source', uid, state: source, ...(sourceUid === undefined ? {} : { sourceUid }) });
    },
    setFailure(uid, because): void {
      note({ type: 'failed', uid, because });
    },
    // What is held need not be in the plan (any more): nothing is known of it in the target, then.
    targetOf: (uid) => state.objects.get(uid)?.target ?? 'absent',
    sourceOf: (uid) => state.objects.get(uid)?.source ?? 'present',
    targetUidOf: (uid) => state.objects.get(uid)?.targetUid,
    sourceUidOf: (uid) => state.objects.get(uid)?.sourceUid ?? uid,
    targetUntouched: () =>
      [...state.objects.values()].every(({ target }) => target === 'absent' || target === 'adopted'),
    entries: () =>
      state.plan.objects.map(({ uid, ref, fate }) => {
        const { sourceUid: _uid, ...object } = at(uid);
        return { ref, fate, ...object };
      }),
  };
}
