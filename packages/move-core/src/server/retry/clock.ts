import { setTimeout as sleep } from 'node:timers/promises';

/** Time as the retry loop sees it; tests put their own in its place. */
export interface Clock {
  /** Monotonic, in ms: not moved by a change of the system's time. */
  now(): number;
  /** Wall clock in ms since 1970, only to read dates that a server sends. */
  date(): number;
  /** Rejects with the signal's reason as soon as it aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  async sleep(milliseconds, signal) {
    signal.throwIfAborted();
    try {
      await sleep(milliseconds, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
