import type { ContinueOptions } from '@tsmove/move-core';
import type { PaceFlags } from '../flags/running.ts';
import { version } from '../version.ts';

type PaceOptions = Pick<
  ContinueOptions,
  'by' | 'concurrency' | 'pauseTimeoutMs' | 'blockMoveTimeoutMs' | 'leaseDurationMs'
>;

/** Who carries a move out, how long it waits and how much it does at once, as the library wants it. */
export function paceOptions(flags: PaceFlags): PaceOptions {
  const { concurrency, pauseTimeout, blockMoveTimeout, leaseDuration } = flags;
  return {
    by: { tool: `tsmove ${version()}` },
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(pauseTimeout === undefined ? {} : { pauseTimeoutMs: pauseTimeout }),
    ...(blockMoveTimeout === undefined ? {} : { blockMoveTimeoutMs: blockMoveTimeout }),
    ...(leaseDuration === undefined ? {} : { leaseDurationMs: leaseDuration }),
  };
}
