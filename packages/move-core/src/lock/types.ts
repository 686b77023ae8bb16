import type { Phase } from '../events/types.ts';
import type { Actor } from '../model/actor.ts';
import type { MoveCommand } from '../journal/records.ts';
import type { Scope } from '../plan/types.ts';
import type { Clock } from '../server/retry/clock.ts';
import type { ApiServer } from '../server/types.ts';

/** What a Lease says of the move that holds it (contract 7.1): enough to end the move without a journal. */
export interface LeaseContent {
  readonly moveId: string;
  readonly scope: Scope;
  /** Raised by every takeover. */
  readonly epoch: number;
  readonly phase: Phase;
  /** Everything is in the target and verified. It counts when the target's Lease says so. */
  readonly committed: boolean;
  /** The first release in the target was about to be sent. */
  readonly releasing: boolean;
  /**
   * The move is over, and its journal is about to be removed from the clusters: whoever finds none goes by this. False
   * in Leases of versions that did not say it.
   */
  readonly ended: boolean;
  readonly command: MoveCommand;
  readonly by: Actor;
  /** UIDs of kube-system on both sides, so that nobody goes on with another pair. */
  readonly sourceUid: string;
  readonly targetUid: string;
  /** RFC 3339, by the holder's clock; for people only. */
  readonly since: string;
  readonly renewed: string;
  /** How long the holder may go without renewing before another may take over, in ms. */
  readonly durationMs: number;
}

/** A Lease as it was found. */
export interface FoundLease {
  readonly content: LeaseContent;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface LockOptions {
  /** Both sides as they are, not `guarded`: the lock's own requests must not wait for its gate. */
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly moveId: string;
  readonly scope: Scope;
  readonly sourceUid: string;
  readonly targetUid: string;
  readonly by: Actor;
  readonly command: MoveCommand;
  /** Default `defaults.leaseDurationMs`. */
  readonly durationMs?: number;
  /** Stops waiting and going on; a Lease that was created so far is removed again. */
  readonly signal?: AbortSignal | undefined;
  /** Leave our namespace for the next move, which then need not wait until the server has emptied it. */
  readonly keepNamespace?: boolean;
  /** The first epoch; default 1. A move that goes on without finding its Leases continues its own count. */
  readonly epoch?: number;
  /** For tests. */
  readonly clock?: Clock;
}

/**
 * Whether a holder is known to be dead. A function is asked about the holders that the very Leases name which are then
 * replaced: a Lease that somebody else has taken since is not.
 */
export type HolderIsDead = boolean | ((holder: Actor) => Promise<boolean>);

export interface TakeoverOptions extends LockOptions {
  /**
   * The holder is known to be dead, so that nobody need wait for its Lease to run out; or how to find out whether the one
   * that a Lease names is.
   */
  readonly holderIsDead: HolderIsDead;
  /** What the journal knows; the new epoch is above it, too. */
  readonly epochAtLeast: number;
  /** Do not lock the target, because it is given up. */
  readonly withoutTarget?: boolean;
  /** Only to take away what is left of the move: that it is over stands. Whoever goes on with it takes that back. */
  readonly toClear?: boolean;
  /** Said while waiting for the Lease to run out: who holds it, and how long it takes at most, in ms. */
  readonly onWaiting?: (held: LeaseContent, forMs: number) => void;
}

/** Two Leases, one on each side, that say whose turn it is. Renewed in the background until released or let go. */
export interface MoveLock {
  readonly epoch: number;
  /** What the Lease of the target (of the source, if it has none) said when it was taken. */
  readonly found: LeaseContent;
  /**
   * Awaited right before every attempt of every write of the move. Resolves at once while both Leases were renewed less
   * than half of their duration ago, counted from before the renewal was sent; after a sleep both are read, and renewed
   * if they are still ours. Raises FencedError if they are somebody else's, from then on for ever: not one write more
   * is sent. If they cannot be read, raises the TransportError or ApiError of that: the request then asks again within
   * its own budget, and fails as it would if its own server were dead.
   *
   * What no gate can hold back is the one request that was being handed to the network when the process was stopped,
   * and what the network itself delivers late. Takeovers wait for the timeout of a request on top of the Lease; a
   * process that is stopped for longer may have that one request come through.
   */
  gate(): Promise<void>;
  /**
   * Writes into both Leases, the target's first, how far the move is. Retried to the long budget. Rejects only if the
   * target could not be told, or FencedError; if the error's `outcomeUnknown` is true, the target may say it all the
   * same. A source that cannot be told catches up before the gate opens again.
   */
  announce(progress: {
    readonly phase?: Phase;
    readonly committed?: true;
    readonly releasing?: true;
    readonly ended?: true;
  }): Promise<void>;
  /** The move is over: removes both Leases, the target's first, and the namespace of ours if nothing else is in it. */
  release(): Promise<void>;
  /** Stops renewing and leaves the Leases, for whoever goes on with the move. */
  letGo(): void;
}
