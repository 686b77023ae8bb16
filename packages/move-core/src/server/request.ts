import pLimit from 'p-limit';
import { AbortedError, type ApiError, TransportError } from '../errors.ts';
import type { JsonValue } from '../model/json.ts';
import { parseJson, stringifyJson } from '../model/json-codec.ts';
import { apiError, readRefusal, type Refusal } from './errors/api-error.ts';
import type { Clock } from './retry/clock.ts';
import type { RetryEvent } from './retry/event.ts';
import { parseRetryAfter, retryDelay, type RetrySchedule } from './retry/schedule.ts';
import { isTransientStatus, mayHaveBeenCarriedOut } from './retry/transient.ts';
import type { Connection, Link } from './transport/connection.ts';
import { exchange, type WireAnswer, type WireRequest } from './transport/exchange.ts';
import { BrokenAnswer, classifyNetworkFailure, type NetworkFailure } from './transport/network-failure.ts';
import type { ApiRequest } from './types.ts';
import { parseWarningHeader } from './warnings/header.ts';

export interface RequesterOptions {
  readonly label: string;
  /** As shown in messages. */
  readonly url: string;
  /** URL to send to: origin, and the path that is put before every request's. */
  readonly base: URL;
  readonly connection: Connection;
  readonly connections: number;
  readonly requestTimeoutMs: number;
  readonly retryBudgetMs: number;
  readonly schedule: RetrySchedule;
  readonly userAgent: string;
  readonly acceptEncoding: string;
  /** Aborts when the server is closed. */
  readonly closing: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onWarning: (text: string) => void;
  readonly onRetry: (event: RetryEvent) => void;
}

/** What came of one attempt. */
type Outcome =
  | { readonly type: 'done'; readonly body: JsonValue | undefined }
  | {
      readonly type: 'refused';
      readonly refusal: Refusal;
      readonly retryAfterMs: number | undefined;
      readonly link: Link;
    }
  | { readonly type: 'failed'; readonly failure: NetworkFailure; readonly error: unknown };

/** Sends one request and repeats it while that can help. Raises ApiError, TransportError, AbortedError, KubeconfigError. */
export type Requester = (request: ApiRequest) => Promise<JsonValue | undefined>;

export function createRequester(options: RequesterOptions): Requester {
  const { label, connection, clock } = options;
  const slots = pLimit(options.connections);
  let reachedBefore = false;

  async function attempt(wire: WireRequest, signal: AbortSignal | undefined): Promise<Outcome> {
    const link = connection.link();
    try {
      const answer = await exchange(
        link.dispatcher,
        { ...wire, headers: { ...wire.headers, ...link.headers } },
        options.requestTimeoutMs,
        signal,
      );
      reachedBefore = true;
      for (const text of answer.warnings.flatMap(parseWarningHeader)) options.onWarning(text);
      if (answer.status < 300) return { type: 'done', body: readBody(answer) };
      const retryAfterMs = parseRetryAfter(answer.retryAfter, clock.date());
      return { type: 'refused', refusal: readRefusal(answer), retryAfterMs, link };
    } catch (error) {
      return { type: 'failed', failure: classifyNetworkFailure(error, reachedBefore), error };
    }
  }

  return async (request) => {
    const { method, path, signal } = request;
    const wire = toWire(options, request);
    const writes = method !== 'GET' && request.query?.['dryRun'] === undefined;
    const budgetMs = request.retryBudgetMs ?? options.retryBudgetMs;
    let startedAt: number | undefined;
    let renewed = false;
    let outcomeUnknown = false;

    for (let number = 1; ; number += 1) {
      if (isAborted(signal)) throw aborted(label, signal, outcomeUnknown);
      // The slot is taken for an attempt, not for the pause after it; time in the queue counts against no limit.
      const outcome = await slots(() => {
        startedAt ??= clock.now();
        return attempt(wire, signal);
      });
      if (outcome.type === 'done') return outcome.body;
      outcomeUnknown ||= writes && mayHaveHappened(outcome);
      if (isAborted(signal)) throw aborted(label, signal, outcomeUnknown);
      if (outcome.type === 'refused' && outcome.refusal.status === 401 && connection.renewable && !renewed) {
        renewed = true;
        await connection.renew(outcome.link);
        continue;
      }
      const elapsedMs = clock.now() - (startedAt ?? 0);
      const delayMs = retryDelay(options.schedule, number, options.random(), retryAfterOf(outcome));
      if (!isTransient(outcome) || elapsedMs + delayMs > budgetMs) {
        throw finalError(options, request, outcome, { attempts: number, elapsedMs, outcomeUnknown });
      }
      options.onRetry({ server: label, method, path, attempt: number, delayMs, reason: reasonOf(outcome) });
      await pause(delayMs, signal);
    }
  };

  /** Ends early, without an error, when the caller or `close` wants no more; the next attempt then says so. */
  async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    const stop = signal === undefined ? options.closing : AbortSignal.any([signal, options.closing]);
    try {
      await clock.sleep(delayMs, stop);
    } catch (error) {
      if (!stop.aborted) throw error;
    }
  }
}

function toWire(options: RequesterOptions, request: ApiRequest): WireRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) if (value !== undefined) query.append(name, value);
  const body = request.body === undefined ? undefined : stringifyJson(request.body);
  return {
    origin: options.base.origin,
    path: `${options.base.pathname.replace(/\/$/, '')}${request.path}${query.size === 0 ? '' : `?${query.toString()}`}`,
    method: request.method,
    body,
    headers: {
      accept: request.accept ?? 'application/json',
      'accept-encoding': options.acceptEncoding,
      'user-agent': options.userAgent,
      ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    },
  };
}

function readBody(answer: WireAnswer): JsonValue | undefined {
  if (answer.text === '') return undefined;
  try {
    return parseJson(answer.text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new BrokenAnswer(`the answer was cut short or is ${error.message}`);
    throw error;
  }
}

type Setback = Exclude<Outcome, { readonly type: 'done' }>;

function isTransient(outcome: Setback): boolean {
  return outcome.type === 'failed' ? outcome.failure.transient : isTransientStatus(outcome.refusal.status);
}

function mayHaveHappened(outcome: Setback): boolean {
  if (outcome.type === 'failed') return !outcome.failure.unsent;
  return mayHaveBeenCarriedOut(outcome.refusal.status, outcome.refusal.words);
}

function retryAfterOf(outcome: Setback): number | undefined {
  return outcome.type === 'refused' ? outcome.retryAfterMs : undefined;
}

function reasonOf(outcome: Setback): string {
  if (outcome.type === 'failed') return outcome.failure.cause;
  const { status, reason, words } = outcome.refusal;
  return `${status.toString()} ${reason}: ${words}`;
}

// A function, because the compiler takes `signal.aborted` for constant between two awaits.
function isAborted(signal: AbortSignal | undefined): signal is AbortSignal {
  return signal?.aborted === true;
}

function aborted(label: string, signal: AbortSignal, outcomeUnknown: boolean): AbortedError | TransportError {
  const cause: unknown = signal.reason;
  if (!outcomeUnknown) return new AbortedError(`the request to ${label} was stopped`, { cause });
  return new TransportError(`the request to ${label} was stopped; it may have been carried out`, {
    code: 'aborted',
    cause,
    outcomeUnknown,
  });
}

function finalError(
  options: RequesterOptions,
  request: ApiRequest,
  outcome: Setback,
  facts: { readonly attempts: number; readonly elapsedMs: number; readonly outcomeUnknown: boolean },
): ApiError | TransportError {
  const { label, url } = options;
  const { outcomeUnknown, attempts } = facts;
  const tries = attempts === 1 ? '' : ` (${attempts.toString()} attempts in ${(facts.elapsedMs / 1000).toFixed(1)} s)`;
  if (outcome.type === 'refused') {
    return apiError(label, outcome.refusal, { outcomeUnknown, suffix: tries, hint: hintFor(outcome.refusal) });
  }
  const { cause, hint } = outcome.failure;
  const message = `${label} (${url}) gave no answer to ${request.method} ${request.path}: ${cause}${tries}`;
  return new TransportError(message, { cause: outcome.error, outcomeUnknown, ...(hint === undefined ? {} : { hint }) });
}

function hintFor(refusal: Refusal): string | undefined {
  if (refusal.status !== 401) return undefined;
  return 'the credentials in the kubeconfig are not valid, or have expired: log in again, or renew the token or certificate';
}
