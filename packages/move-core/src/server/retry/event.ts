import type { HttpMethod } from '../types.ts';

/** A request that failed for now and is sent again. */
export interface RetryEvent {
  /** Label of the API server. */
  readonly server: string;
  readonly method: HttpMethod;
  readonly path: string;
  /** The attempt that failed; the first is 1. */
  readonly attempt: number;
  /** Pause before the next attempt, in ms. */
  readonly delayMs: number;
  /** One clause: `connection refused`, `429 TooManyRequests: …`. */
  readonly reason: string;
}
