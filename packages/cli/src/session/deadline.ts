import type { Clock } from '../context.ts';
import { EndedEarly } from '../errors/ended-early.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatDuration } from '../flags/duration.ts';

/** What `--timeout` leaves. */
export interface Deadline {
  /** Runs `work`; its signal aborts when the time is over, or with `stop`. */
  limit<T>(stop: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** What is left, in ms; undefined without a limit. Time between two `limit` calls does not count. */
  left(): number | undefined;
}

/** A deadline over everything that runs within `limit`, of `ms` in all. */
export function startDeadline(clock: Clock, ms: number | undefined): Deadline {
  let spent = 0;
  return {
    async limit(stop, work) {
      if (ms === undefined) return work(stop);
      const started = clock.now();
      const timeout = AbortSignal.timeout(Math.max(0, ms - spent));
      try {
        return await Promise.race([work(AbortSignal.any([stop, timeout])), rejecting(timeout)]);
      } catch (error) {
        if (timeout.aborted && !stop.aborted) throw tooLate(ms, error);
        throw error;
      } finally {
        spent += clock.now() - started;
      }
    },
    left: () => (ms === undefined ? undefined : Math.max(1, ms - spent)),
  };
}

/** Work that only reads need not know of the limit: what becomes of it is of no consequence any more. */
function rejecting(timeout: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    timeout.addEventListener('abort', () => {
      // Work that does know ends by itself, and with better words.
      setTimeout(() => {
        reject(new Error('the time is over', { cause: timeout.reason }));
      }, 100);
    });
  });
}

function tooLate(ms: number, cause: unknown): EndedEarly {
  const error = new EndedEarly(
    `the time limit of ${formatDuration(ms)} was over before everything was read; nothing was changed`,
    exitCodes.refused,
    'Give a longer --timeout, or none.',
  );
  error.cause = cause;
  return error;
}
