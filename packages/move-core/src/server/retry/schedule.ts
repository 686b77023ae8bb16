/** How long retries wait. */
export interface RetrySchedule {
  /** Largest delay before the first retry, in ms. */
  readonly baseDelayMs: number;
  /** Largest delay of all, in ms. */
  readonly maxDelayMs: number;
}

/**
 * Delay before the retry that follows `attempt` (1 is the first), in ms. Full jitter: anything between nothing and
 * twice the bound before, so that sixteen connections that failed together do not come back together. A Retry-After is
 * waited out in full, plus the jitter of a first retry.
 *
 * @param random a number from 0 to below 1.
 */
export function retryDelay(schedule: RetrySchedule, attempt: number, random: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.round(retryAfterMs + random * schedule.baseDelayMs);
  return Math.round(random * Math.min(schedule.maxDelayMs, schedule.baseDelayMs * 2 ** (attempt - 1)));
}

/**
 * Reads a `Retry-After` header: seconds, or a date that is compared with `date` (ms since 1970). The delay in ms;
 * undefined for anything else.
 */
export function parseRetryAfter(value: string | undefined, date: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - date);
}
