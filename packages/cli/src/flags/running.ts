import { parseDuration, parseDurationFrom } from './duration.ts';
import type { FlagGroup } from './group.ts';
import { parseCount } from './values.ts';

/** How long reading may take, and how much of it at once. */
export interface ReadingFlags {
  readonly concurrency: number | undefined;
  readonly timeout: number | undefined;
}

/** How long a move waits, and how much it does at once: the same for whoever goes on with it. */
export interface PaceFlags {
  readonly concurrency: number | undefined;
  readonly pauseTimeout: number | undefined;
  readonly blockMoveTimeout: number | undefined;
  readonly leaseDuration: number | undefined;
}

/** How a move runs. */
export interface RunningFlags extends ReadingFlags, PaceFlags {
  readonly dryRun: boolean | undefined;
  readonly yes: boolean | undefined;
  readonly skipPauseAck: boolean | undefined;
  readonly markReady: boolean | undefined;
  readonly perCluster: boolean | undefined;
  readonly clustersAtOnce: number | undefined;
  readonly onFailure: 'rollback' | 'stop' | undefined;
}

/** How a move that was begun is gone on with. */
export interface ContinuingFlags extends ReadingFlags, PaceFlags {
  readonly yes: boolean | undefined;
  readonly skipLeaseWait: boolean | undefined;
}

const shortestLeaseMs = 5_000;

const pace: FlagGroup<PaceFlags>['flags'] = {
  concurrency: {
    kind: 'parsed',
    parse: parseCount(1, 256),
    optional: true,
    placeholder: 'N',
    brief: 'Requests in flight at each API server, at most; fewer where more bring nothing (default 64).',
  },
  pauseTimeout: {
    kind: 'parsed',
    parse: parseDuration,
    optional: true,
    placeholder: 'DURATION',
    brief: 'How long controllers may take to confirm that an object is paused (default 5m).',
  },
  blockMoveTimeout: {
    kind: 'parsed',
    parse: parseDuration,
    optional: true,
    placeholder: 'DURATION',
    brief: 'How long the block-move annotation may stay on objects, all together (default 10m).',
  },
  leaseDuration: {
    kind: 'parsed',
    parse: parseDurationFrom(shortestLeaseMs),
    optional: true,
    placeholder: 'DURATION',
    brief: 'How long this process may be silent before another one may take the move over (default 30s, at least 5s).',
  },
};

const { concurrency, pauseTimeout, blockMoveTimeout, leaseDuration } = pace;

export const readingGroup: FlagGroup<ReadingFlags> = {
  heading: 'How to read',
  flags: {
    concurrency,
    timeout: {
      kind: 'parsed',
      parse: parseDuration,
      optional: true,
      placeholder: 'DURATION',
      brief: 'Give up after this time, for example 90s, 5m or 1h30m (default: none).',
    },
  },
};

export const runningGroup: FlagGroup<RunningFlags> = {
  heading: 'How to move',
  flags: {
    dryRun: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Change nothing; show what would be created and deleted. Needs no target, and checks one that is given.',
    },
    yes: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Do not ask before the move. It never asks in scripts and in CI.',
    },
    concurrency,
    timeout: {
      kind: 'parsed',
      parse: parseDuration,
      optional: true,
      placeholder: 'DURATION',
      brief:
        'Give up after this time, for example 90s, 5m or 1h30m; once everything is in the target and verified, it no longer counts (default: none).',
    },
    pauseTimeout,
    blockMoveTimeout,
    onFailure: {
      kind: 'enum',
      values: ['rollback', 'stop'],
      optional: true,
      brief:
        'rollback: undo everything if the move fails before the first deletion (default). stop: leave both sides as they are, paused.',
    },
    skipPauseAck: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Do not wait for controllers to confirm the pause; only right if none runs in the source.',
    },
    perCluster: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Move each Cluster by itself: one that fails stays as it is, and the others move all the same.',
    },
    clustersAtOnce: {
      kind: 'parsed',
      parse: parseCount(1, 32),
      optional: true,
      placeholder: 'N',
      brief:
        'With --per-cluster: how many Clusters are under way at the same time, as far as the target has what they share (default 1, and 4 if an answer of a server takes 10ms or more).',
    },
    markReady: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Leave the annotation tsmove.dev/pivoted-ready on everything that has moved.',
    },
    leaseDuration,
  },
};

export const continuingGroup: FlagGroup<ContinuingFlags> = {
  heading: 'How to go on',
  flags: {
    yes: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Do not ask before anything is deleted. It never asks in scripts and in CI.',
    },
    skipLeaseWait: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief:
        'The process that had the move is known to be dead: do not wait until its Lease runs out. Never on a guess.',
    },
    concurrency,
    timeout: {
      kind: 'parsed',
      parse: parseDuration,
      optional: true,
      placeholder: 'DURATION',
      brief:
        'Give up after this time, for example 90s, 5m or 1h30m; once everything is in the target and verified, or an undo has begun, it no longer counts (default: none).',
    },
    pauseTimeout,
    blockMoveTimeout,
    leaseDuration,
  },
};
