import type { Diagnostic } from '../errors.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { MoveCommand } from '../journal/records.ts';
import type { MoveReport } from '../execute/report.ts';

/** The phases of a move, in their order; the last two only of one that is undone. */
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
  /** The move has begun, and is about `total` objects. */
  | {
      readonly type: 'move-started';
      readonly moveId: string;
      readonly total: number;
      readonly namespace: string;
      readonly targetNamespace?: string;
      /** Names of the Clusters, if the move is about some of the namespace only. */
      readonly clusters?: readonly string[];
    }
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
  /** `total` objects are to be done in this phase. */
  | { readonly type: 'phase-started'; readonly phase: Phase; readonly total: number }
  /** What had to be done in this phase is done; it took `elapsedMs`, in ms. */
  | { readonly type: 'phase-finished'; readonly phase: Phase; readonly elapsedMs: number }
  /** Preflight, or a later look, has found something. */
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  /** Held by the move: its controllers do nothing more with it. */
  | { readonly type: 'object-paused'; readonly side: Side; readonly ref: ObjectRef }
  /** Released: on this side its controllers work again. */
  | { readonly type: 'object-resumed'; readonly side: Side; readonly ref: ObjectRef }
  /** Somebody still has something in hand with it. Reported once for as long as the reason lasts. */
  | { readonly type: 'object-blocked'; readonly ref: ObjectRef; readonly because: string }
  /** What blocked it is gone. */
  | { readonly type: 'object-unblocked'; readonly ref: ObjectRef }
  /** Said again and again while controllers have not acknowledged: how many objects, and the first of them. */
  | { readonly type: 'still-waiting'; readonly count: number; readonly ref: ObjectRef; readonly because: string }
  /** Released by the move, but not to act yet: whoever has done what is missing lifts the hold. */
  | { readonly type: 'object-left-held'; readonly side: Side; readonly ref: ObjectRef; readonly because: string }
  /** The source had changed since the plan was made, so it was made anew. */
  | { readonly type: 'replanned'; readonly changes: readonly string[] }
  /** It was not in the target. */
  | { readonly type: 'namespace-created'; readonly name: string }
  /** In the target, paused, and without its status yet. */
  | { readonly type: 'object-created'; readonly ref: ObjectRef }
  /** The target had one, which the source's has replaced; it is put back if the move is undone. */
  | { readonly type: 'object-replaced'; readonly ref: ObjectRef }
  /** An equal object that may be shared was in the target before, and is used. */
  | { readonly type: 'object-adopted'; readonly ref: ObjectRef }
  /** Its status is in the target. */
  | { readonly type: 'status-written'; readonly ref: ObjectRef }
  /** Created, status written, both read back equal: dependents may follow. */
  | { readonly type: 'object-ready'; readonly ref: ObjectRef }
  /** Compared with the source once more: it is the same. */
  | { readonly type: 'object-verified'; readonly ref: ObjectRef }
  /** Everything is in the target and verified. From here on the move goes forward, or back by making anew. */
  | { readonly type: 'committed' }
  /** In the target it has the record of field managers that it had in the source. */
  | { readonly type: 'object-sealed'; readonly ref: ObjectRef }
  /** Something failed: what was created in the target is about to be undone. */
  | { readonly type: 'rolling-back'; readonly because: string }
  /** Not in the target any more (or it never was). */
  | { readonly type: 'object-undone'; readonly ref: ObjectRef }
  /** What it had replaced in the target is there again. */
  | { readonly type: 'object-put-back'; readonly ref: ObjectRef }
  /** A namespace that the move had created is gone from the target. */
  | { readonly type: 'namespace-removed'; readonly name: string }
  /** A namespace that the move had created stays in the target, and why. */
  | { readonly type: 'namespace-kept'; readonly name: string; readonly because: string }
  /** Not in the source any more. */
  | { readonly type: 'object-deleted'; readonly ref: ObjectRef }
  /** Made anew in the source from the target's copy. */
  | { readonly type: 'object-returned'; readonly ref: ObjectRef }
  /** It could not be done with this object, and why. */
  | { readonly type: 'object-failed'; readonly ref: ObjectRef; readonly because: string }
  /** Not attempted, because something above it failed. */
  | { readonly type: 'object-skipped'; readonly ref: ObjectRef; readonly because: string }
  /** The move has come to an end, whichever. */
  | { readonly type: 'finished'; readonly report: MoveReport };

export type MoveEvent = MoveEventBody & {
  /** Counts from 1 within a run, whether that is one move or one for each Cluster. */
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  /** The phase that it happened in. */
  readonly phase?: Phase;
};
