import type { Phase } from '../events/types.ts';
import type { Actor } from '../model/actor.ts';
import type { JsonObject } from '../model/json.ts';
import type { Plan } from '../plan/types.ts';
import type {
  ClusterIdentity,
  FinalOutcome,
  HoldRecord,
  MoveCommand,
  MoveSettings,
  OwnersBefore,
  SourceLook,
  SourceState,
  TargetState,
} from './records.ts';

/** Where one planned object stands. */
export interface ObjectState {
  readonly target: TargetState;
  readonly targetUid?: string;
  /** The target had it before, and it was, or was about to be, replaced: undone by putting back what was there. */
  readonly replaced?: true;
  readonly source: SourceState;
  /** UID in the source after a rollback has made it anew there; absent: the plan's. */
  readonly sourceUid?: string;
  readonly failure?: string;
}

/** A namespace that the move created in the target. */
export interface CreatedNamespace {
  /** UID in the target. */
  readonly uid: string;
  /** managedFields of the namespace in the source: what it is to have in the target, too. */
  readonly managers: readonly JsonObject[];
}

/**
 * All that is known of a move, computed from its records and nothing else. By UID: the UID in the source when the plan
 * was made.
 */
export interface MoveState {
  readonly moveId: string;
  readonly source: ClusterIdentity;
  readonly target: ClusterIdentity;
  readonly settings: MoveSettings;
  readonly startedAt: string;
  readonly lastAt: string;
  /** seq of the last record. */
  readonly seq: number;
  readonly epoch: number;
  readonly by: Actor;
  readonly command: MoveCommand;
  readonly phase: Phase;
  readonly plan: Plan;
  readonly objects: ReadonlyMap<string, ObjectState>;
  readonly holds: ReadonlyMap<string, HoldRecord>;
  /** resourceVersions of the baseline; empty before there is one. */
  readonly baseline: ReadonlyMap<string, string>;
  readonly namespaces: ReadonlyMap<string, CreatedNamespace>;
  /** Kept objects as they were before their references to leaving owners were cut. */
  readonly cutOwners: ReadonlyMap<string, OwnersBefore>;
  /** `unsure`: about to be committed; the target's Lease tells whether it is. */
  readonly commit: 'no' | 'unsure' | 'yes';
  readonly retiring: boolean;
  readonly releasing: boolean;
  /** Every look at the source around the release, in order. */
  readonly sourceLooks: readonly (SourceLook & { readonly at: string })[];
  readonly rollback?: { readonly because: string; readonly abandonTarget: boolean };
  readonly returned: boolean;
  readonly abandonedTarget: boolean;
  readonly outcome?: FinalOutcome;
}
