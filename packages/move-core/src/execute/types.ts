import type { Snapshot } from '../discover/snapshot.ts';
import type { MoveEvent } from '../events/types.ts';
import type { Allowances } from '../preflight/allowances.ts';
import type { Provider } from '../provider/types.ts';
import type { ApiServer } from '../server/types.ts';
import type { MoveReport } from './report.ts';

export interface StartMoveOptions {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  /** What the plan was made from, if it was made just now; otherwise the source is read anew. */
  readonly snapshot?: Snapshot;
  readonly allow?: Allowances;
  /**
   * What a failure leads to once something was created and as long as nothing was deleted: `rollback` (the default)
   * undoes everything, `stop` leaves both sides as they are, held.
   */
  readonly onFailure?: 'rollback' | 'stop';
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
}

/**
 * A move under way. Iterate it for events: the iterator never throws, always ends, and a slow reader does not slow
 * the move. The outcome is `result`: a report, or a MoveError.
 */
export interface MoveRun extends AsyncIterable<MoveEvent> {
  readonly moveId: string;
  readonly result: Promise<MoveReport>;
}
