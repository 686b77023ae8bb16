import type { ClusterIdentity, FinalOutcome, SourceLook, SourceState, TargetState } from './records.ts';
import type { Phase } from '../events/types.ts';
import type { Actor } from '../model/actor.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Fate, Scope } from '../plan/types.ts';

/** How far a move is, in one word: what may be done with it follows from that (contract 5). */
export type MoveZone =
  /** Nothing is deleted: `resume` or `rollback` to none. */
  | 'before-commit'
  /** Everything is in the target; nothing is released there yet: `resume`, or `rollback` by re-creation. */
  | 'committed'
  /** Released in the target: `resume`; `rollback` means a move back. */
  | 'releasing'
  /** A rollback was begun: `rollback` goes on with it. */
  | 'rolling-back'
  /** The source is released; the target is owed an undo: `rollback`. */
  | 'target-abandoned'
  | 'finished';

/** One move as `tsmove status` lists it. */
export interface MoveSummary {
  readonly moveId: string;
  readonly zone: MoveZone;
  readonly outcome?: FinalOutcome;
  readonly phase: Phase;
  readonly scope: Scope;
  readonly source: ClusterIdentity;
  readonly target: ClusterIdentity;
  /** Who carried it out last, and since when. */
  readonly by: Actor;
  readonly epoch: number;
  readonly startedAt: string;
  /** When the last record was written. */
  readonly lastAt: string;
  readonly objects: number;
  /** How many objects are in each state. */
  readonly inTarget: Readonly<Record<TargetState, number>>;
  readonly inSource: Readonly<Record<SourceState, number>>;
  /** True if the last record was cut short: the process died while it wrote. */
  readonly torn: boolean;
}

/** What happened to one object, for `tsmove report`. */
export interface ObjectHistory {
  readonly ref: ObjectRef;
  readonly fate: Fate;
  /** In order; `ms` counts from the beginning of the move. */
  readonly steps: readonly {
    readonly at: string;
    readonly ms: number;
    readonly epoch: number;
    readonly what: string;
  }[];
  readonly target: TargetState;
  readonly source: SourceState;
  readonly targetUid?: string;
  readonly failure?: string;
}

/** A look at the source around the release: whether something there has made anew what had moved (contract 5). */
export interface SourceCheck {
  readonly at: string;
  readonly when: SourceLook['when'];
  /** How many objects were looked for. */
  readonly looked: number;
  /** Those that were there again; sorted. Anything here has stopped the move. */
  readonly back: readonly ObjectRef[];
}

/** A move object by object, from its journal. */
export interface MoveHistory {
  readonly summary: MoveSummary;
  /** Empty if the move never came to the release, or was carried out by a version that did not record this. */
  readonly sourceChecks: readonly SourceCheck[];
  /** Phases and turning points in order: phases, takeovers, commit, rollback, end. */
  readonly course: readonly {
    readonly at: string;
    readonly ms: number;
    readonly epoch: number;
    readonly what: string;
  }[];
  readonly objects: readonly ObjectHistory[];
}
