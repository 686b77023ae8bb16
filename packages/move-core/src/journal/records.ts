import type { Phase } from '../events/types.ts';
import type { Actor } from '../model/actor.ts';
import type { JsonObject } from '../model/json.ts';
import type { OwnerReference } from '../model/kube-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Allowances } from '../preflight/allowances.ts';
import type { Plan } from '../plan/types.ts';
import type { journalFormat } from './format.ts';

/**
 * Where an object stands in the target: `absent`: not created by us; `unknown`: a create was sent or is about to be,
 * and no answer came; `created`: without its status; `ready`: status written and read back; `sealed`: managers
 * restored; `adopted`: an equal object was there before.
 */
export type TargetState = 'absent' | 'unknown' | 'created' | 'ready' | 'sealed' | 'adopted';

/**
 * Where an object stands in the source: `present`, `held` (present and paused by us), `retired` (deleted), `unknown`
 * (a deletion was sent or is about to be), `recreated` (made anew there by a rollback).
 */
export type SourceState = 'present' | 'held' | 'retired' | 'unknown' | 'recreated';

/** What the release of a held object needs to know of the time before. */
export interface HoldRecord {
  readonly ref: ObjectRef;
  /** False if the user had paused it: then nothing was changed, and it stays paused. */
  readonly byUs: boolean;
  /** True if our mark is on it; it is left out where the object has no room for one more annotation. */
  readonly marked: boolean;
  /** The merge patch that gives every held value its earlier state. */
  readonly restore: JsonObject;
  readonly managersBefore: readonly JsonObject[];
  readonly generationBefore: number;
}

/** A kept object before its references to leaving owners were cut. */
export interface OwnersBefore {
  readonly owners: readonly OwnerReference[];
  readonly managers: readonly JsonObject[];
}

/** A management cluster, so that a journal is never used on another pair. */
export interface ClusterIdentity {
  readonly url: string;
  /** UID of the namespace kube-system. */
  readonly systemUid: string;
}

/** What a move was asked for, as far as whoever goes on with it must know. */
export interface MoveSettings {
  readonly awaitPause: boolean;
  /** Leave `tsmove.dev/pivoted-ready` on what has moved. */
  readonly markReady: boolean;
  readonly onFailure: 'rollback' | 'stop';
  /** Nothing but what was reviewed may move: a plan that has changed meanwhile is refused and not made anew. */
  readonly onChange?: 'refuse';
  /** Findings that were declared to be in order; whoever goes on plans anew and must not refuse them. */
  readonly allow: Allowances;
  /** Names of the providers, in their order: whoever goes on must know as much. Absent in older journals. */
  readonly providers?: readonly string[];
}

/**
 * A look at the source around the release (contract 5): whether something there, GitOps most of all, has made anew what
 * had moved.
 */
export interface SourceLook {
  readonly when: 'before-release' | 'after-release';
  /** How many objects were looked for: all that had been held in the source and are to be gone from it. */
  readonly looked: number;
  /** UIDs, in the plan, of those that are there again. */
  readonly back: readonly string[];
}

export type MoveCommand = 'move' | 'resume' | 'rollback' | 'recover';

/** How a move ended. `moved`: all; the others: none, `refused` before anything was created. */
export type FinalOutcome = 'moved' | 'refused' | 'rolled-back';

/**
 * One fact of a move. Records hold names, UIDs and states, never object bodies, and are the only thing that the state
 * of a move is computed from (`replay`). Which of them must be durable before which request is in docs/journal.md.
 */
export type JournalRecordBody =
  | {
      readonly type: 'begun';
      readonly format: typeof journalFormat;
      readonly moveId: string;
      readonly by: Actor;
      readonly source: ClusterIdentity;
      readonly target: ClusterIdentity;
      readonly settings: MoveSettings;
      readonly plan: Plan;
    }
  /** Another process goes on with the move; its epoch is the record's. */
  | { readonly type: 'taken-over'; readonly by: Actor; readonly command: MoveCommand }
  /**
   * A phase begins; or, with `look`, the source was looked at within it. That is a field and no record of its own so that
   * an older version, which drops the field, can go on with the move.
   */
  | { readonly type: 'phase'; readonly phase: Phase; readonly look?: SourceLook }
  /** The plan was made anew: what stood in the source had changed. */
  | { readonly type: 'planned'; readonly plan: Plan }
  /** Intent: the object with this UID in the source is about to be held. */
  | { readonly type: 'held'; readonly uid: string; readonly hold: HoldRecord }
  /** resourceVersions in the source once everything held still, by UID. */
  | { readonly type: 'baseline'; readonly versions: Readonly<Record<string, string>> }
  | {
      readonly type: 'namespace-created';
      readonly name: string;
      /** UID in the target. */
      readonly uid: string;
      /** managedFields of the namespace in the source. */
      readonly managers: readonly JsonObject[];
    }
  | { readonly type: 'namespace-removed'; readonly name: string }
  /** `uid` is the one in the source when the plan was made, as everywhere. */
  | { readonly type: 'target'; readonly uid: string; readonly state: TargetState; readonly targetUid?: string }
  /** Intent: the target's object with this UID is about to be replaced; how it was is kept in the target. */
  | { readonly type: 'replacing'; readonly uid: string; readonly targetUid: string }
  | { readonly type: 'source'; readonly uid: string; readonly state: SourceState; readonly sourceUid?: string }
  | { readonly type: 'failed'; readonly uid: string; readonly because: string }
  /** Intent: the ownerReferences of a kept object are about to be cut, because their owners leave. */
  | { readonly type: 'owners-cut'; readonly uid: string; readonly before: OwnersBefore }
  /** Intent: the commit is about to be written into the Lease of the target, which is where it counts. */
  | { readonly type: 'committing' }
  | { readonly type: 'committed' }
  /** The announcement of the commit did not arrive, and cannot arrive any more. */
  | { readonly type: 'not-committed' }
  /** Intent: the first deletion in the source. */
  | { readonly type: 'retiring' }
  /** Intent: the first release in the target; from here on there is only forward. */
  | { readonly type: 'releasing' }
  /** Everything that a rollback had to make anew is in the source again, so the target may be undone. */
  | { readonly type: 'returned' }
  | { readonly type: 'rolling-back'; readonly because: string; readonly abandonTarget: boolean }
  | { readonly type: 'finished'; readonly outcome: FinalOutcome }
  /** The source is released, but what was created in a target that could not be reached is still owed an undo. */
  | { readonly type: 'target-abandoned' };

/** A record as it is kept. */
export type JournalRecord = JournalRecordBody & {
  /** Counts from 1 without gaps. */
  readonly seq: number;
  /** RFC 3339, by the clock of who wrote it; for people only. */
  readonly at: string;
  /** Whose turn it was (contract 7.1). Records of an epoch that is over count no more. */
  readonly epoch: number;
};
