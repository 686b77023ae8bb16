import type { Snapshot } from '../discover/snapshot.ts';
import type { MoveEvent } from '../events/types.ts';
import type { Allowances } from '../preflight/allowances.ts';
import type { JournalStore } from '../journal/types.ts';
import type { HolderIsDead } from '../lock/types.ts';
import type { Actor } from '../model/actor.ts';
import type { Plan } from '../plan/types.ts';
import type { Provider } from '../provider/types.ts';
import type { ApiServer } from '../server/types.ts';
import type { MoveReport } from './report.ts';

export interface StartMoveOptions {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  /**
   * What the plan was made from, if it was made just now; otherwise the source is read anew. A function is called once,
   * for the checks: who forgets then what it returned, spares the memory during the move.
   */
  readonly snapshot?: Snapshot | (() => Snapshot | undefined);
  readonly allow?: Allowances;
  /**
   * What a failure leads to once something was created and as long as nothing was deleted: `rollback` (the default)
   * undoes everything, `stop` leaves both sides as they are, held.
   */
  readonly onFailure?: 'rollback' | 'stop';
  /**
   * What is done if objects have come, gone or changed hands when the source is held: `replan` (the default) moves what
   * there is then, `refuse` fails the move, so that nothing moves but what the plan says.
   */
  readonly onChange?: 'replan' | 'refuse';
  /** The only way to stop a move: requests in flight finish, then it stops at the next safe point. */
  readonly signal?: AbortSignal;
  /** Objects in work at once; default `defaults.concurrency`. */
  readonly concurrency?: number;
  /** How long held objects may take to say that they are quiet, in ms; default `defaults.pauseTimeoutMs`. */
  readonly pauseTimeoutMs?: number;
  /** How long block-move may stay on objects, all together, in ms; default `defaults.blockMoveTimeoutMs`. */
  readonly blockMoveTimeoutMs?: number;
  /** False if no controller runs in the source, so that nobody will acknowledge the pause. Default true. */
  readonly awaitPause?: boolean;
  /** How long everything up to the commit point may take, in ms; after it nothing is cut short. Default: no limit. */
  readonly timeoutMs?: number;
  /**
   * Where the move's journal is kept. Absent: in memory; then a move whose process dies is ended with `recoverMove`,
   * from the clusters alone.
   */
  readonly journal?: JournalStore;
  /** Who carries the move out, for others who meet its lock. Default: this process. */
  readonly by?: Partial<Actor>;
  /** How long the move's Leases last without being renewed, in ms; default `defaults.leaseDurationMs`. */
  readonly leaseDurationMs?: number;
  /** Leave the annotation `tsmove.dev/pivoted-ready` on everything that has moved. Default false. */
  readonly markReady?: boolean;
  /**
   * Leave the namespace of the Leases on both sides. For one move after another: the next one need not wait until the
   * servers have emptied and removed it, which takes some seconds. The last one should remove it. Default false.
   */
  readonly keepSystemNamespace?: boolean;
  /**
   * Commit each Cluster by itself: one that fails is undone alone, and the others move all the same. Default false:
   * the whole selection or nothing. Each Cluster's move has an id, a journal and a lock of its own.
   */
  readonly perCluster?: boolean;
  /**
   * With `perCluster`: how many Clusters are under way at the same time, at most; default one, and
   * `defaults.clustersAtOnceFar` if a round trip to one of the servers takes `defaults.farMs` or more. Those that have to
   * move together, or that bring what others share, go alone all the same.
   */
  readonly clustersAtOnce?: number;
  /**
   * Awaited when nothing stands in the way of the move, right before its first write: the place for a backup. What it
   * rejects with refuses the move. With `perCluster` it is asked for each Cluster, perhaps for several at the same time.
   */
  readonly whenChecked?: (signal: AbortSignal) => Promise<void>;
  /**
   * Awaited when the source is held and has acknowledged it, before anything is created in the target: the place to
   * stop what must not run on both sides. Awaited again whenever the move is gone on with before its commit, so it has
   * to be idempotent; what it rejects with fails the move, which is then undone. With `perCluster` it is asked for each
   * Cluster, perhaps for several at the same time.
   */
  readonly whenQuiet?: (signal: AbortSignal) => Promise<void>;
}

/** What going on with a move needs: `resumeMove`, `rollbackMove`. */
export interface ContinueOptions {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  /** Where the move's journal is. */
  readonly journal: JournalStore;
  readonly signal?: AbortSignal;
  readonly concurrency?: number;
  readonly by?: Partial<Actor>;
  readonly leaseDurationMs?: number;
  /**
   * The process that carried the move out is known to be dead: do not wait until its Leases run out. A function is asked
   * about the process that a Lease names, and says whether that is known for certain.
   */
  readonly holderIsDead?: HolderIsDead;
  readonly pauseTimeoutMs?: number;
  readonly blockMoveTimeoutMs?: number;
  /**
   * How long everything up to the commit point, or up to the beginning of an undo, may take, in ms; after that nothing
   * is cut short. Default: no limit.
   */
  readonly timeoutMs?: number;
  /**
   * Awaited when the source is held and has acknowledged it, before anything is created in the target: the place to
   * stop what must not run on both sides. Awaited again whenever the move is gone on with before its commit, so it has
   * to be idempotent; what it rejects with fails the move, which is then undone. A rollback
   * awaits it only where it is a move back of what had been released in the target.
   */
  readonly whenQuiet?: (signal: AbortSignal) => Promise<void>;
}

export interface RollbackOptions extends Omit<ContinueOptions, 'target'> {
  /** Needed unless `abandonTarget` is set. */
  readonly target?: ApiServer;
  /**
   * The target is gone for good: release the source without undoing what was created there. Only for as long as
   * nothing was deleted in the source. What is owed to the target is done by a later rollback, if it comes back.
   */
  readonly abandonTarget?: boolean;
}

export interface RecoverOptions extends Omit<ContinueOptions, 'journal'> {
  /** Absent: the only move that the Leases tell of. */
  readonly moveId?: string;
  /** Called with what the move is about, as far as the clusters tell, before anything is done with it. */
  readonly onPlan?: (plan: Plan) => void;
}

/**
 * A move under way. Iterate it for events: the iterator never throws, always ends, and a slow reader does not slow
 * the move. The outcome is `result`: a report, or a MoveError.
 */
export interface MoveRun extends AsyncIterable<MoveEvent> {
  readonly moveId: string;
  readonly result: Promise<MoveReport>;
}
