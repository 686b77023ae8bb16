import { setTimeout as pause } from 'node:timers/promises';
import { patience } from './patience.ts';

export interface UntilOptions {
  /** In ms, on a machine that has time for it: it is multiplied by {@link patience}. */
  readonly timeout?: number;
  readonly interval?: number;
  /** What is waited for, as the error says it. */
  readonly what: string;
  /** Looked at before each round: a reason to give up early. */
  readonly hopeless?: () => string | undefined;
}

/** Asks again and again until the answer is neither undefined nor false. An exception counts as "not yet". */
export async function until<T>(
  options: UntilOptions,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const { interval = 50 } = options;
  const timeout = (options.timeout ?? 30_000) * patience;
  const end = performance.now() + timeout;
  let last: unknown;
  for (;;) {
    const reason = options.hopeless?.();
    if (reason !== undefined) throw new Error(`${options.what}: ${reason}`);
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`${options.what}: not within ${timeout} ms`, last === undefined ? undefined : { cause: last });
    }
    await pause(interval);
  }
}
