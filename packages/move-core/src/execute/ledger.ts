import type { Plan, PlannedObject } from '../plan/types.ts';
import type { ReportEntry } from './report.ts';

type TargetState = ReportEntry['target'];
type SourceState = ReportEntry['source'];

interface Standing {
  planned: PlannedObject;
  target: TargetState;
  source: SourceState;
  targetUid?: string;
  failure?: string;
}

/** Where each object stands right now: what a report is made from, however the move ends. */
export interface Ledger {
  /** Starts anew with the objects of a plan; what is known of objects that stay in it is kept. */
  enroll(plan: Plan): void;
  setTarget(uid: string, state: TargetState, targetUid?: string): void;
  setSource(uid: string, state: SourceState): void;
  setFailure(uid: string, because: string): void;
  targetOf(uid: string): TargetState;
  /** Undefined also for objects that are no part of the move. */
  targetUidOf(uid: string): string | undefined;
  /** True if nothing of the move is, or may be, in the target. */
  targetUntouched(): boolean;
  entries(): readonly ReportEntry[];
}

export function createLedger(): Ledger {
  let standings = new Map<string, Standing>();

  const at = (uid: string): Standing => {
    const standing = standings.get(uid);
    if (standing === undefined) throw new RangeError(`no planned object has the uid ${uid}`);
    return standing;
  };

  return {
    enroll(plan): void {
      const before = standings;
      standings = new Map(
        plan.objects.map((planned) => {
          const known = before.get(planned.uid);
          return [planned.uid, { target: 'absent', source: 'present', ...known, planned }];
        }),
      );
    },
    setTarget(uid, state, targetUid): void {
      const standing = at(uid);
      standing.target = state;
      if (targetUid !== undefined) standing.targetUid = targetUid;
    },
    setSource(uid, state): void {
      at(uid).source = state;
    },
    setFailure(uid, because): void {
      at(uid).failure = because;
    },
    targetOf: (uid) => at(uid).target,
    targetUidOf: (uid) => standings.get(uid)?.targetUid,
    targetUntouched: () => [...standings.values()].every(({ target }) => target === 'absent' || target === 'adopted'),
    entries: () =>
      [...standings.values()].map(({ planned, target, source, targetUid, failure }) => ({
        ref: planned.ref,
        fate: planned.fate,
        target,
        source,
        ...(failure === undefined ? {} : { failure }),
        ...(targetUid === undefined ? {} : { targetUid }),
      })),
  };
}
