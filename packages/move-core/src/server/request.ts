import pLimit from 'p-limit';
import { TransportError } from '../errors.ts';
import type { JsonValue } from '../model/json.ts';
import { serverDefaults } from './defaults.ts';
import { parseJson } from '../model/json-codec.ts';
import { abortedError, finalError, gateError } from './errors/final-error.ts';
import { readRefusal } from './errors/refusal.ts';
import { ageOf, now } from './retry/age.ts';
import type { Clock } from './retry/clock.ts';
import type { RetryEvent } from './retry/event.ts';
import { findKnee } from './pace/knee.ts';
import { readProtobuf } from './protobuf/read-answer.ts';
import { isTransient, mayHaveHappened, type Outcome, reasonOf } from './retry/outcome.ts';
import { parseRetryAfter, retryDelay, type RetrySchedule } from './retry/schedule.ts';
import type { Connection, Link } from './transport/connection.ts';
import type { Endpoint } from './transport/endpoint.ts';
import { exchange, type WireAnswer, type WireRequest } from './transport/exchange.ts';
import { BrokenAnswer, classifyNetworkFailure } from './transport/network-failure.ts';
import { toWireRequest, wireSettings } from './transport/wire-request.ts';
import type { ApiRequest, Gate } from './types.ts';
import { parseWarningHeader } from './warnings/header.ts';

interface RequesterOptions {
  readonly label: string;
  readonly endpoint: Endpoint;
  readonly connection: Connection;
  /** Requests at once at most; how many there are is found out. */
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

/** Sends one request and repeats it while that can help. Raises ApiError, TransportError, AbortedError, KubeconfigError. */
export type Requester = (request: ApiRequest) => Promise<JsonValue | undefined>;

/**
 * Makes the one function that every request of a server goes through.
 *
 * A new attempt starts only while the budget lasts; one that runs is cut by its own timeout, never by the budget, so as
 * not to make an outcome unknown for nothing. A request so ends after budget and timeout together at the latest.
 */
export function createRequester(options: RequesterOptions): Requester {
  const { label, endpoint, connection, clock } = options;
  const knee = findKnee({ first: serverDefaults.firstConcurrency, most: options.connections });
  const slots = pLimit(knee.limit);
  const settings = wireSettings(endpoint.url, options);
  let reachedBefore = false;
  /** Credentials that were good for something. */
  const accepted = new WeakSet<Link>();

  async function attempt(
    wire: WireRequest,
    signal: AbortSignal | undefined,
    lastLook: (() => void) | undefined,
  ): Promise<Outcome> {
    const link = connection.link();
    let answer: WireAnswer;
    let body: JsonValue | undefined;
    try {
      const withCredentials = { ...wire, headers: { ...wire.headers, ...link.headers } };
      answer = await exchange(link.dispatcher, withCredentials, {
        timeoutMs: options.requestTimeoutMs,
        signal,
        lastLook,
      });
      if (isSuccess(answer)) body = readBody(answer);
    } catch (error) {
      if (error instanceof HeldUp) return { type: 'gated', error };
      return { type: 'failed', failure: classifyNetworkFailure(error, reachedBefore), error };
    }
    reachedBefore = true;
    if (answer.status !== 401) accepted.add(link);
    for (const text of answer.warnings.flatMap(parseWarningHeader)) options.onWarning(text);
    if (isSuccess(answer)) return { type: 'done', body };
    const retryAfterMs = parseRetryAfter(answer.retryAfter, clock.date());
    return { type: 'refused', refusal: readRefusal(answer), retryAfterMs, link };
  }

  /**
   * Asks the gate, and sends the request only if it is written soon after: the word of a gate is about now, and this
   * process may be stopped, or a connection may take its time, between the one and the other.
   */
  async function attemptBehind(gate: Gate, wire: WireRequest, signal: AbortSignal | undefined): Promise<Outcome> {
    try {
      await gate();
      // Whoever stopped the request while it stood at the gate is answered without anything being sent.
      signal?.throwIfAborted();
    } catch (error) {
      return { type: 'gated', error };
    }
    const opened = now(clock);
    return attempt(wire, signal, () => {
      if (ageOf(opened, clock) > serverDefaults.gateValidMs) throw new HeldUp(label);
    });
  }

  /** Takes a place for one attempt, and learns from its answer how many there should be. */
  async function inSlot(send: () => Promise<Outcome>): Promise<Outcome> {
    return slots(async () => {
      const outcome = await send();
      if (outcome.type === 'refused' && outcome.refusal.status === 429) knee.refused();
      else if (outcome.type === 'done' || outcome.type === 'refused')
        knee.answered(clock.now(), slots.pendingCount > 0);
      if (slots.concurrency !== knee.limit) slots.concurrency = knee.limit;
      return outcome;
    });
  }

  return async (request) => {
    const { method, path, signal } = request;
    const whenFree = (send: () => Promise<Outcome>): Promise<Outcome> =>
      request.urgent === true ? send() : inSlot(send);
    const wire = toWireRequest(request, settings);
    const writes = method !== 'GET' && request.query?.['dryRun'] === undefined;
    const budgetMs = request.retryBudgetMs ?? options.retryBudgetMs;
    let startedAt: number | undefined;
    let attempts = 0;
    let renewals = 0;
    let outcomeUnknown = false;

    for (;;) {
      if (isAborted(signal)) throw abortedError(label, signal, outcomeUnknown);
      attempts += 1;
      // The slot is taken for an attempt, not for the pause after it; time in the queue counts against no limit.
      // The gate comes last, so that nothing but sending lies between its word and the request.
      const outcome = await whenFree(async () => {
        startedAt ??= clock.now();
        const { gate } = request;
        return gate === undefined ? attempt(wire, signal, undefined) : attemptBehind(gate, wire, signal);
      });
      if (outcome.type === 'done') return outcome.body;
      outcomeUnknown ||= writes && mayHaveHappened(outcome);
      if (isAborted(signal)) throw abortedError(label, signal, outcomeUnknown);
      if (outcome.type === 'refused' && mayRenew(outcome, renewals)) {
        renewals += 1;
        attempts -= 1;
        await connection.renew(outcome.link);
        continue;
      }
      const elapsedMs = clock.now() - (startedAt ?? 0);
      // A server that has never answered is probably the wrong address: nobody wants to wait minutes to be told.
      const patienceMs = reachedBefore ? budgetMs : Math.min(budgetMs, serverDefaults.firstContactBudgetMs);
      const retryAfterMs = outcome.type === 'refused' ? outcome.retryAfterMs : undefined;
      const delayMs = retryDelay(options.schedule, attempts, options.random(), retryAfterMs);
      if (!isTransient(outcome) || elapsedMs + delayMs > patienceMs) {
        if (outcome.type === 'gated') throw gateError(outcome.error, label, outcomeUnknown);
        throw finalError(outcome, { label, endpoint, request, attempts, elapsedMs, outcomeUnknown });
      }
      options.onRetry({ server: label, method, path, attempt: attempts, delayMs, reason: reasonOf(outcome) });
      await pause(delayMs, signal);
    }
  };

  /**
   * New credentials are worth a try once; and again if those that were refused have been good for others: then they have
   * ended in between, as a token does that is good for fewer requests than are under way.
   */
  function mayRenew({ refusal, link }: Extract<Outcome, { readonly type: 'refused' }>, renewals: number): boolean {
    if (refusal.status !== 401 || !connection.renewable) return false;
    return renewals === 0 || (accepted.has(link) && renewals < serverDefaults.mostRenewals);
  }

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

/** Too much time has passed since the gate was open. Nothing was sent; the gate is asked again. */
class HeldUp extends TransportError {
  constructor(label: string) {
    super(`the request to ${label} was held up on its way`, { code: 'held-up', outcomeUnknown: false });
  }
}

// A function, because the compiler takes `signal.aborted` for constant between two awaits.
function isAborted(signal: AbortSignal | undefined): signal is AbortSignal {
  return signal?.aborted === true;
}

function isSuccess(answer: WireAnswer): boolean {
  return answer.status < 300;
}

function readBody(answer: WireAnswer): JsonValue | undefined {
  const { text, bytes } = answer;
  try {
    if (bytes !== undefined) return readProtobuf(bytes);
    return text === '' ? undefined : parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new BrokenAnswer(`the answer was cut short or is ${error.message}`);
    throw error;
  }
}
