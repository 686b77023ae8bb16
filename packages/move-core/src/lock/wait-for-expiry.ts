import { AbortedError } from '../errors.ts';
import type { Clock } from '../server/retry/clock.ts';

export interface ExpiryOptions {
  /** How long nothing may change, in ms. */
  readonly forMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Looks at the Leases; raises as soon as one of them has changed. */
  readonly look: () => Promise<void>;
}

const longestPauseMs = 1_000;

/**
 * Watches Leases until nothing has happened to them for so long that their holder can have no request under way. Only
 * the time that passes here counts, by the monotonic clock: what times the Leases name, and whose clock is wrong, does
 * not matter. Raises what `look` raises, and AbortedError.
 */
export async function waitForExpiry({ forMs, clock, signal, look }: ExpiryOptions): Promise<void> {
  const until = clock.now() + forMs;
  for (;;) {
    const leftMs = until - clock.now();
    if (leftMs > 0) await pause(Math.min(leftMs, longestPauseMs, forMs / 10), clock, signal);
    await look();
    if (leftMs <= 0) return;
  }
}

async function pause(forMs: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  try {
    await clock.sleep(forMs, signal ?? new AbortController().signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new AbortedError('stopped while waiting for the Leases to run out', { cause: error });
  }
}
