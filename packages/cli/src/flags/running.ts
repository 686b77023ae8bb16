import { parseDuration } from './duration.ts';
import type { FlagGroup } from './group.ts';
import { parseCount } from './values.ts';

/** How long reading may take, and how much of it at once. */
export interface ReadingFlags {
  readonly concurrency: number | undefined;
  readonly timeout: number | undefined;
}

/** How a move runs. */
export interface RunningFlags extends ReadingFlags {
  readonly dryRun: boolean | undefined;
  readonly yes: boolean | undefined;
  readonly pauseTimeout: number | undefined;
  readonly blockMoveTimeout: number | undefined;
  readonly skipPauseAck: boolean | undefined;
  readonly onFailure: 'rollback' | 'stop' | undefined;
}

const concurrency: FlagGroup<ReadingFlags>['flags']['concurrency'] = {
  kind: 'parsed',
  parse: parseCount(1, 256),
  optional: true,
  placeholder: 'N',
  brief: 'Requests in flight at each API server (default 16).',
};

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
  },
};
