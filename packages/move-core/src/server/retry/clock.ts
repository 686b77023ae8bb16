import { followSignal } from '../transport/follow-signal.ts';

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
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        unfollow();
        resolve();
      }, milliseconds);
      // All requests that a server keeps waiting share one signal: a listener for each would have Node warn of a leak.
      const unfollow = followSignal(signal, () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    });
  },
};
