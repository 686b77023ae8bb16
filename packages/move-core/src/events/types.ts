import type { Diagnostic } from '../errors.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { MoveCommand } from '../journal/records.ts';
import type { MoveReport } from '../execute/report.ts';

export type Phase =
  | 'preflight'
  | 'lock'
  | 'hold'
  | 'wait'
  | 'create'
  | 'verify'
  | 'seal'
  | 'retire'
  | 'release'
  /** A rollback after deletions: what was retired is made anew in the source. */
  | 'return'
  | 'undo';

export type Side = 'source' | 'target';

/** What happened, in the past tense; `describeEvent` gives each one line for people. */
export type MoveEventBody =
  | { readonly type: 'move-started'; readonly moveId: string; readonly total: number; readonly namespace: string }
  /** `total` objects are to be done in this phase. */
  /** Another process had begun the move; this one goes on with it. */
  | {
      readonly type: 'move-continued';
      readonly moveId: string;
      readonly command: MoveCommand;
      readonly from: Phase;
      readonly epoch: number;
    }
  /** Nobody else may go on with the move for as long as its last holder may be alive. */
  | { readonly type: 'waiting-for-lease'; readonly holder: string; readonly forMs: number }
  /** The journal cannot be written any more; the move is undone without it. */
  | { readonly type: 'journal-lost'; readonly because: string }
  | { readonly type: 'phase-started'; readonly phase: Phase; readonly total: number }
  | { readonly type: 'phase-finished'; readonly phase: Phase; readonly elapsedMs: number }
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly type: 'object-paused'; readonly side: Side; readonly ref: ObjectRef }
  | { readonly type: 'object-resumed'; readonly side: Side; readonly ref: ObjectRef }
  /** Reported once for each object and reason. */
  | { readonly type: 'object-blocked'; readonly ref: ObjectRef; readonly because: string }
  /** Said again and again while controllers have not acknowledged: how many objects, and the first of them. */
  | { readonly type: 'still-waiting'; readonly count: number; readonly ref: ObjectRef; readonly because: string }
  | { readonly type: 'replanned'; readonly changes: readonly string[] }
  | { readonly type: 'namespace-created'; readonly name: string }
  | { readonly type: 'object-created'; readonly ref: ObjectRef }
  | { readonly type: 'object-adopted'; readonly ref: ObjectRef }
  | { readonly type: 'status-written'; readonly ref: ObjectRef }
  /** Created, status written, both read back equal: dependents may follow. */
  | { readonly type: 'object-ready'; readonly ref: ObjectRef }
  | { readonly type: 'object-verified'; readonly ref: ObjectRef }
  | { readonly type: 'committed' }
  | { readonly type: 'object-sealed'; readonly ref: ObjectRef }
  /** Something failed: what was created in the target is about to be undone. */
  | { readonly type: 'rolling-back'; readonly because: string }
  /** Not in the target any more (or it never was). */
  | { readonly type: 'object-undone'; readonly ref: ObjectRef }
  | { readonly type: 'namespace-removed'; readonly name: string }
  | { readonly type: 'namespace-kept'; readonly name: string; readonly because: string }
  | { readonly type: 'object-deleted'; readonly ref: ObjectRef }
  /** Made anew in the source from the target's copy. */
  | { readonly type: 'object-returned'; readonly ref: ObjectRef }
  | { readonly type: 'object-failed'; readonly ref: ObjectRef; readonly because: string }
  /** Not attempted, because something above it failed. */
  | { readonly type: 'object-skipped'; readonly ref: ObjectRef; readonly because: string }
  | { readonly type: 'finished'; readonly report: MoveReport };

export type MoveEvent = MoveEventBody & {
  /** Counts from 1 within a move. */
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  readonly phase?: Phase;
};
