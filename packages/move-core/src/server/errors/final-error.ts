import { AbortedError, ApiError, FencedError, TransportError } from '../../errors.ts';
import type { Failed, Refused } from '../retry/outcome.ts';
import { type Endpoint, showUrl } from '../transport/endpoint.ts';
import type { ApiRequest } from '../types.ts';

/** What is known when a request is given up. */
interface FinalFacts {
  readonly label: string;
  readonly endpoint: Endpoint;
  readonly request: ApiRequest;
  readonly attempts: number;
  readonly elapsedMs: number;
  readonly outcomeUnknown: boolean;
}

/**
 * The error that ends a request: `target answered 403 Forbidden: machines.cluster.x-k8s.io is forbidden: …`, or
 * `target (https://…) gave no answer to GET /api/…: connection refused (9 attempts in 58.3 s)`.
 */
export function finalError(setback: Failed | Refused, facts: FinalFacts): ApiError | TransportError {
  const { label, endpoint, request, attempts, outcomeUnknown } = facts;
  const tries = attempts === 1 ? '' : ` (${attempts.toString()} attempts in ${(facts.elapsedMs / 1000).toFixed(1)} s)`;
  if (setback.type === 'refused') {
    const { status, reason, words } = setback.refusal;
    const message = `${label} answered ${status.toString()} ${reason}: ${words}${tries}`;
    return new ApiError(message, { status, reason, words, outcomeUnknown, ...hintFor(status) });
  }
  const { cause, hint } = setback.failure;
  const way = endpoint.proxyUrl === undefined ? '' : `, through the proxy ${showUrl(endpoint.proxyUrl)}`;
  const what = `${label} (${showUrl(endpoint.url)}) gave no answer to ${request.method} ${request.path}`;
  return new TransportError(`${what}: ${cause}${way}${tries}`, {
    cause: setback.error,
    outcomeUnknown,
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * What a request fails with whose gate did not open: the gate's own error. But if an earlier attempt may have been
 * carried out, whoever sent it has to know; only one that was fenced has nothing to look after any more.
 */
export function gateError(error: unknown, label: string, outcomeUnknown: boolean): unknown {
  if (!outcomeUnknown || error instanceof FencedError) return error;
  const words = error instanceof Error ? error.message : 'it was held back';
  return new TransportError(`the request to ${label} was not tried again, but may have been carried out: ${words}`, {
    cause: error,
    outcomeUnknown,
  });
}

/**
 * The error of a request that its caller stopped. A write that may have been carried out is no mere AbortedError:
 * whoever sent it has to look.
 */
export function abortedError(
  label: string,
  signal: AbortSignal,
  outcomeUnknown: boolean,
): AbortedError | TransportError {
  const cause: unknown = signal.reason;
  const message = `the request to ${label} was stopped`;
  if (!outcomeUnknown) return new AbortedError(message, { cause });
  return new TransportError(`${message}; it may have been carried out`, { code: 'aborted', cause, outcomeUnknown });
}

function hintFor(status: number): { readonly hint?: string } {
  if (status !== 401) return {};
  return {
    hint: 'the credentials in the kubeconfig are not valid, or have expired: log in again, or renew the token or certificate',
  };
}
