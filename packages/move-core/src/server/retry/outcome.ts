import { ApiError, TransportError } from '../../errors.ts';
import type { JsonValue } from '../../model/json.ts';
import type { Refusal } from '../errors/refusal.ts';
import type { Link } from '../transport/connection.ts';
import type { NetworkFailure } from '../transport/network-failure.ts';
import { isTransientStatus, mayHaveBeenCarriedOut } from './transient.ts';

/** The server answered with an error. */
export interface Refused {
  readonly type: 'refused';
  readonly refusal: Refusal;
  /** What its Retry-After asks for, in ms. */
  readonly retryAfterMs: number | undefined;
  /** The credentials it was asked with. */
  readonly link: Link;
}

/** There was no usable answer. */
export interface Failed {
  readonly type: 'failed';
  readonly failure: NetworkFailure;
  readonly error: unknown;
}

/** The gate did not open, so nothing was sent. */
export interface Gated {
  readonly type: 'gated';
  readonly error: unknown;
}

export type Setback = Refused | Failed | Gated;

/** What came of one attempt. */
export type Outcome = { readonly type: 'done'; readonly body: JsonValue | undefined } | Setback;

/** Whether another attempt may end better. */
export function isTransient(setback: Setback): boolean {
  switch (setback.type) {
    case 'failed':
      return setback.failure.transient;
    case 'refused':
      return isTransientStatus(setback.refusal.status);
    case 'gated': {
      const { error } = setback;
      return error instanceof TransportError || (error instanceof ApiError && isTransientStatus(error.status));
    }
  }
}

/** Whether a write that ended like this may have been carried out all the same. */
export function mayHaveHappened(setback: Setback): boolean {
  if (setback.type === 'gated') return false;
  if (setback.type === 'failed') return !setback.failure.unsent;
  return mayHaveBeenCarriedOut(setback.refusal.status, setback.refusal.words);
}

/** One clause: `connection refused`, `429 TooManyRequests: …`. */
export function reasonOf(setback: Setback): string {
  if (setback.type === 'gated') return setback.error instanceof Error ? setback.error.message : 'held back';
  if (setback.type === 'failed') return setback.failure.cause;
  const { status, reason, words } = setback.refusal;
  return `${status.toString()} ${reason}: ${words}`;
}
