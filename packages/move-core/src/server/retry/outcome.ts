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

export type Setback = Refused | Failed;

/** What came of one attempt. */
export type Outcome = { readonly type: 'done'; readonly body: JsonValue | undefined } | Setback;

/** Whether another attempt may end better. */
export function isTransient(setback: Setback): boolean {
  return setback.type === 'failed' ? setback.failure.transient : isTransientStatus(setback.refusal.status);
}

/** Whether a write that ended like this may have been carried out all the same. */
export function mayHaveHappened(setback: Setback): boolean {
  if (setback.type === 'failed') return !setback.failure.unsent;
  return mayHaveBeenCarriedOut(setback.refusal.status, setback.refusal.words);
}

/** One clause: `connection refused`, `429 TooManyRequests: …`. */
export function reasonOf(setback: Setback): string {
  if (setback.type === 'failed') return setback.failure.cause;
  const { status, reason, words } = setback.refusal;
  return `${status.toString()} ${reason}: ${words}`;
}
