import { getEventListeners } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { createAuthority } from '../../../../test/support/certificates/authority.ts';
import {
  type Call,
  type Reply,
  startScriptedServer,
  status,
} from '../../../../test/support/scripted-server/scripted-server.ts';
import { AbortedError, ApiError, FencedError, TransportError } from '../errors.ts';
import { type ApiServerOptions, createApiServer } from './api-server.ts';
import { serverDefaults } from './defaults.ts';
import { webhookDenial } from './errors/webhook.ts';
import type { Clock } from './retry/clock.ts';
import type { RetryEvent } from './retry/event.ts';
import type { ApiServer } from './types.ts';

// Two busy processors can make 2,000 requests take their time.
vi.setConfig({ testTimeout: 60_000 });

const path = '/api/v1/namespaces/fleet/secrets/a';
const unavailable = status(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');

/** A clock whose pauses pass at once. */
function fastClock(): Clock & { readonly pauses: readonly number[] } {
  const pauses: number[] = [];
  let skipped = 0;
  return {
    pauses,
    now: () => performance.now() + skipped,
    date: () => Date.now() + skipped,
    sleep(milliseconds, signal) {
      signal.throwIfAborted();
      pauses.push(milliseconds);
      skipped += milliseconds;
      return Promise.resolve();
    },
  };
}

/** Starts a server that follows the script (its last reply for ever) and connects to it. */
async function against(script: readonly Reply[] | ((call: Call) => Reply), options: Partial<ApiServerOptions> = {}) {
  const pick =
    typeof script === 'function'
      ? script
      : (call: Call): Reply => script[Math.min(call.number, script.length) - 1] ?? {};
  const scripted = await startScriptedServer(pick);
  const retries: RetryEvent[] = [];
  const clock = fastClock();
  const server = createApiServer({
    label: 'target',
    endpoint: { url: scripted.url, ca: scripted.ca },
    clock,
    random: () => 0.5,
    onRetry: (event) => retries.push(event),
    ...options,
  });
  return {
    ...scripted,
    scripted,
    server,
    retries,
    clock,
    async [Symbol.asyncDispose]() {
      await server.close();
      await scripted.stop();
    },
  };
}

async function failure<Kind extends Error>(
  kind: new (...args: never[]) => Kind,
  promise: Promise<unknown>,
): Promise<Kind> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(kind);
  return error as Kind;
}

const get = (server: ApiServer, more: object = {}) => server.request({ method: 'GET', path, ...more });
const post = (server: ApiServer, more: object = {}) =>
  server.request({ method: 'POST', path, body: { kind: 'Secret' }, ...more });

describe('a request', () => {
  it('sends method, path, query and body, and returns the parsed answer', async () => {
    await using bed = await against([{ json: { a: 1 } }]);
    const answer = await bed.server.request({
      method: 'POST',
      path,
      query: { fieldManager: 'tsmove x', dryRun: undefined },
      body: { b: null },
    });
    expect(answer).toEqual({ a: 1 });
    expect(bed.calls[0]).toMatchObject({ method: 'POST', path, body: '{"b":null}' });
    expect(bed.calls[0]?.query.toString()).toBe('fieldManager=tsmove+x');
    expect(bed.calls[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'tsmove',
    });
  });

  it('returns undefined for an empty answer', async () => {
    await using bed = await against([{ text: '' }]);
    expect(await get(bed.server)).toBeUndefined();
  });

  it('keeps the path of a server behind a gateway', async () => {
    await using bed = await against([{ json: {} }]);
    await using server = createApiServer({
      label: 'target',
      endpoint: { url: `${bed.url}/k8s/clusters/c-1/`, ca: bed.ca },
    });
    await get(server);
    expect(bed.calls[0]?.path).toBe(`/k8s/clusters/c-1${path}`);
  });

  it('reads compressed answers if asked to', async () => {
    const { gzipSync } = await import('node:zlib');
    await using bed = await against([{ headers: { 'content-encoding': 'gzip' }, text: gzipSync('{"a":"ä"}') }], {
      compression: 'gzip',
    });
    expect(await get(bed.server)).toEqual({ a: 'ä' });
    expect(bed.calls[0]?.headers['accept-encoding']).toBe('gzip');
  });

  it('keeps a connection after a deletion, which has a body', async () => {
    await using bed = await against([{ json: {} }], { concurrency: 1 });
    const pods = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, hasStatus: true };
    for (const name of ['a', 'b', 'c']) await bed.server.delete(pods, { namespace: 'x', name }, { uid: name });
    expect(bed.calls.map(({ method }) => method)).toEqual(['DELETE', 'DELETE', 'DELETE']);
    expect(bed.connections()).toBe(1);
  });

  it('sends 2,000 requests over no more connections than it may have', async () => {
    await using bed = await against([{ json: {} }], { concurrency: 8 });
    await Promise.all(Array.from({ length: 2_000 }, () => get(bed.server)));
    expect(bed.calls).toHaveLength(2_000);
    expect(bed.connections()).toBeLessThanOrEqual(8);
  });
});

describe('a transient failure is retried', () => {
  const cases: readonly (readonly [string, Reply, string])[] = [
    [
      '429',
      status(429, 'TooManyRequests', 'too many requests, please try again later'),
      '429 TooManyRequests: too many requests',
    ],
    [
      '500',
      status(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out'),
      '500 InternalError: Internal error',
    ],
    [
      'a webhook that cannot be reached',
      status(
        500,
        'InternalError',
        'Internal error occurred: failed calling webhook "x.y.z": failed to call webhook: connection refused',
      ),
      'failed calling webhook',
    ],
    [
      '502 without a Status',
      { status: 502, headers: { 'content-type': 'text/html' }, text: '<html>Bad Gateway</html>' },
      '502 Bad Gateway',
    ],
    ['503', unavailable, '503 ServiceUnavailable'],
    ['504', status(504, 'Timeout', 'the server was unable to return a response in the time allotted'), '504 Timeout'],
    ['a connection cut before the answer', { cut: 'before' }, 'the connection was cut'],
    ['a connection cut within the answer', { cut: 'within' }, 'the connection was cut'],
    ['an answer that is cut JSON', { text: '{"kind":"Sec' }, 'the answer was cut short or is not valid JSON'],
  ];

  it.each(cases)('%s', async (_name, trouble, reason) => {
    await using bed = await against([trouble, trouble, { json: { ok: true } }]);
    expect(await post(bed.server)).toEqual({ ok: true });
    expect(bed.calls).toHaveLength(3);
    expect(bed.calls.map((call) => call.body)).toEqual(Array(3).fill('{"kind":"Secret"}'));
    expect(bed.retries).toMatchObject([
      {
        server: 'target',
        method: 'POST',
        path,
        attempt: 1,
        delayMs: 50,
        reason: expect.stringContaining(reason) as string,
      },
      { attempt: 2, delayMs: 100 },
    ]);
  });

  it('an attempt without an answer in its time', async () => {
    await using bed = await against([{ hang: true }, { json: { ok: true } }], { requestTimeoutMs: 150 });
    expect(await get(bed.server)).toEqual({ ok: true });
    expect(bed.retries[0]?.reason).toBe('no answer within 0.15 s');
  });

  it('a server that is not there yet', async () => {
    const authority = createAuthority('late');
    const port = await freePort();
    await using server = createApiServer({
      label: 'target',
      endpoint: { url: `https://127.0.0.1:${port.toString()}`, ca: authority.certificate },
    });
    const answer = get(server);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await using late = await startScriptedServer(() => ({ json: { ok: true } }), { authority, port });
    expect(await answer).toEqual({ ok: true });
    expect(late.calls).toHaveLength(1);
  });

  it('after the time that Retry-After asks for', async () => {
    await using bed = await against([
      status(429, 'TooManyRequests', 'slow down', { 'retry-after': '7' }),
      { json: {} },
    ]);
    await get(bed.server);
    expect(bed.clock.pauses).toEqual([7_050]);
  });

  it('until the budget is spent, and then fails with the last answer and the count of attempts', async () => {
    await using bed = await against([unavailable], { retryBudgetMs: 10_000 });
    const error = await failure(ApiError, get(bed.server));
    const total = bed.clock.pauses.reduce((sum, pause) => sum + pause, 0);
    expect(total).toBeGreaterThan(5_000);
    expect(total).toBeLessThanOrEqual(10_000);
    expect(error.message).toContain(
      'target answered 503 ServiceUnavailable: the server is currently unable to handle the request',
    );
    expect(error.message).toMatch(/\(8 attempts in \d+\.\d s\)$/);
  });

  it('not at all with a budget of nothing', async () => {
    await using bed = await against([unavailable]);
    await failure(ApiError, get(bed.server, { retryBudgetMs: 0 }));
    expect(bed.calls).toHaveLength(1);
  });

  it('not if Retry-After asks for more than is left', async () => {
    await using bed = await against([status(429, 'TooManyRequests', 'slow down', { 'retry-after': '3600' })]);
    await failure(ApiError, get(bed.server));
    expect(bed.calls).toHaveLength(1);
  });
});

describe('a permanent failure is raised at once, in the words of the server', () => {
  it.each([
    [400, 'BadRequest', 'the object provided is unrecognized'],
    [403, 'Forbidden', 'machines.cluster.x-k8s.io is forbidden: User "bob" cannot create resource "machines"'],
    [404, 'NotFound', 'namespaces "fleet" not found'],
    [409, 'AlreadyExists', 'secrets "a" already exists'],
    [409, 'Conflict', 'Operation cannot be fulfilled on secrets "a": the object has been modified'],
    [410, 'Expired', 'The provided continue parameter is too old'],
    [422, 'Invalid', 'Machine.cluster.x-k8s.io "m" is invalid: spec.clusterName: Required value'],
  ])('%i %s', async (code, reason, words) => {
    await using bed = await against([status(code, reason, words)]);
    const error = await failure(ApiError, post(bed.server));
    expect(error).toMatchObject({ status: code, reason, words, outcomeUnknown: false });
    expect(error.message).toBe(`target answered ${code.toString()} ${reason}: ${words}`);
    expect(bed.calls).toHaveLength(1);
  });

  it('a denial by a webhook, which can be told from other refusals', async () => {
    const words =
      'admission webhook "validation.clusterclass.cluster.x-k8s.io" denied the request: still used by Clusters: a';
    await using bed = await against([status(403, 'Forbidden', words)]);
    const error = await failure(ApiError, bed.server.request({ method: 'DELETE', path }));
    expect(webhookDenial(error)).toEqual({
      webhook: 'validation.clusterclass.cluster.x-k8s.io',
      words: 'still used by Clusters: a',
    });
    expect(bed.calls).toHaveLength(1);
  });

  it('an answer of something else than an API server, without showing it', async () => {
    await using bed = await against([
      { status: 404, headers: { 'content-type': 'text/html' }, text: '<html>topsecret</html>' },
    ]);
    const error = await failure(ApiError, get(bed.server));
    expect(error.message).toBe('target answered 404 Not Found: an answer that is not from an API server (text/html)');
  });
});

describe('the outcome of a write', () => {
  it.each<readonly [string, Reply, boolean]>([
    ['is unknown when the connection was cut', { cut: 'before' }, true],
    ['is unknown when the answer was cut', { cut: 'within' }, true],
  ])('%s', async (_name, reply, unknown) => {
    await using bed = await against([reply], { retryBudgetMs: 500 });
    expect((await failure(TransportError, post(bed.server))).outcomeUnknown).toBe(unknown);
  });

  it('is not unknown for a read, nor for a dry run', async () => {
    await using bed = await against([{ cut: 'before' }], { retryBudgetMs: 0 });
    expect((await failure(TransportError, get(bed.server))).outcomeUnknown).toBe(false);
    expect((await failure(TransportError, post(bed.server, { query: { dryRun: 'All' } }))).outcomeUnknown).toBe(false);
  });

  it('is unknown after 5xx, but not when a webhook could not be called or the request was refused at the door', async () => {
    const outcome = async (reply: Reply): Promise<boolean> => {
      await using bed = await against([reply], { retryBudgetMs: 0 });
      return (await failure(ApiError, post(bed.server))).outcomeUnknown;
    };
    expect(await outcome(unavailable)).toBe(true);
    expect(
      await outcome(status(500, 'InternalError', 'Internal error occurred: failed calling webhook "a": EOF')),
    ).toBe(false);
    expect(await outcome(status(429, 'TooManyRequests', 'slow down'))).toBe(false);
  });

  it('stays unknown when the repetition of a write whose answer was lost is refused', async () => {
    await using bed = await against([{ cut: 'before' }, status(409, 'AlreadyExists', 'secrets "a" already exists')]);
    const error = await failure(ApiError, post(bed.server));
    expect(error.status).toBe(409);
    expect(error.outcomeUnknown).toBe(true);
  });

  it('is known when nobody listens', async () => {
    const port = await freePort();
    await using server = createApiServer({
      label: 'target',
      endpoint: { url: `https://127.0.0.1:${port.toString()}` },
      retryBudgetMs: 0,
    });
    const error = await failure(TransportError, post(server));
    expect(error.outcomeUnknown).toBe(false);
    expect(error.message).toBe(
      `target (https://127.0.0.1:${port.toString()}) gave no answer to POST ${path}: connection refused`,
    );
    expect(error.hint).toBeDefined();
  });
});

describe('the signal', () => {
  it('stops a request before it is sent', async () => {
    await using bed = await against([{ json: {} }]);
    await failure(AbortedError, get(bed.server, { signal: AbortSignal.abort() }));
    expect(bed.calls).toHaveLength(0);
  });

  it('stops a read in flight', async () => {
    await using bed = await against([{ hang: true }]);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 50);
    const error = await failure(AbortedError, get(bed.server, { signal: stop.signal }));
    expect(error.cause).toMatchObject({ message: 'enough' });
  });

  it('stops a write in flight, whose outcome is then unknown', async () => {
    await using bed = await against([{ hang: true }]);
    const error = await failure(TransportError, post(bed.server, { signal: AbortSignal.timeout(50) }));
    expect(error).toMatchObject({ code: 'aborted', outcomeUnknown: true });
  });

  it('ends the pause before a retry', async () => {
    const stop = new AbortController();
    await using scripted = await startScriptedServer(() =>
      status(429, 'TooManyRequests', 'slow', { 'retry-after': '30' }),
    );
    await using server = createApiServer({
      label: 'target',
      endpoint: { url: scripted.url, ca: scripted.ca },
      onRetry: () => setTimeout(() => stop.abort(), 20),
    });
    const before = performance.now();
    await failure(AbortedError, get(server, { signal: stop.signal }));
    expect(performance.now() - before).toBeLessThan(15_000);
  });

  it('has one listener however many requests follow it, all of them stop, and none is left behind', async () => {
    await using bed = await against((call) => (call.number > 20 ? { hang: true } : { json: {} }));
    const stop = new AbortController();
    const { signal } = stop;
    const requests = (): readonly Promise<unknown>[] => Array.from({ length: 20 }, () => get(bed.server, { signal }));
    const first = Promise.all(requests());
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
    await first;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);

    setTimeout(() => stop.abort(), 100);
    const ends = await Promise.allSettled(requests());
    expect(ends.map((end) => end.status === 'rejected' && end.reason instanceof AbortedError)).toEqual(
      Array(20).fill(true),
    );
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('closing', () => {
  it('is quick with idle connections', async () => {
    await using bed = await against([{ json: {} }]);
    await get(bed.server);
    const grace = new Promise((resolve) => setTimeout(resolve, serverDefaults.closeGraceMs, 'after the grace'));
    expect(await Promise.race([bed.server.close().then(() => 'at once'), grace])).toBe('at once');
    const error = await failure(TransportError, get(bed.server));
    expect(error).toMatchObject({ outcomeUnknown: false });
    expect(error.message).toContain('closed by this program');
  });

  it('lets a request in flight end', async () => {
    await using scripted = await startScriptedServer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { json: { ok: true } };
    });
    const server = createApiServer({ label: 'target', endpoint: { url: scripted.url, ca: scripted.ca } });
    const answer = get(server);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.close();
    expect(await answer).toEqual({ ok: true });
  });

  it('cuts a request that does not end, and pauses before retries', async () => {
    await using scripted = await startScriptedServer((call) =>
      call.method === 'GET' ? { hang: true } : status(429, '', '', { 'retry-after': '30' }),
    );
    const server = createApiServer({ label: 'target', endpoint: { url: scripted.url, ca: scripted.ca } });
    const outcomes = Promise.all([failure(TransportError, get(server)), failure(TransportError, post(server))]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = performance.now();
    await server.close();
    const [read, write] = await outcomes;
    expect(performance.now() - before).toBeLessThan(15_000);
    expect(read.message).toContain('closed by this program');
    expect(write.outcomeUnknown).toBe(false);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a gate', () => {
  const taken = new FencedError('taken over');

  it('is awaited right before each attempt, and only then is the attempt sent', async () => {
    const order: string[] = [];
    await using bed = await against((call) => {
      order.push(`attempt ${call.number.toString()}`);
      return call.number < 3 ? unavailable : { json: {} };
    });
    const gate = (): Promise<void> => {
      order.push('gate');
      return Promise.resolve();
    };
    await post(bed.server, { gate });
    expect(order).toEqual(['gate', 'attempt 1', 'gate', 'attempt 2', 'gate', 'attempt 3']);
  });

  it('that says no ends the request with its very error, and nothing is sent', async () => {
    await using bed = await against([{ json: {} }]);
    await expect(post(bed.server, { gate: () => Promise.reject(taken) })).rejects.toBe(taken);
    expect(bed.calls).toHaveLength(0);
    expect(bed.retries).toEqual([]);
  });

  it('that says no after an attempt whose outcome is unknown still says so if it is a fence', async () => {
    await using bed = await against([unavailable]);
    let asked = 0;
    const gate = (): Promise<void> => ((asked += 1) === 1 ? Promise.resolve() : Promise.reject(taken));
    await expect(post(bed.server, { gate })).rejects.toBe(taken);
    expect(bed.calls).toHaveLength(1);
  });

  it('that fails otherwise after such an attempt does not hide that it may have been carried out', async () => {
    await using bed = await against([unavailable]);
    let asked = 0;
    const broken = new ApiError('no', { status: 403, reason: 'Forbidden' });
    const gate = (): Promise<void> => ((asked += 1) === 1 ? Promise.resolve() : Promise.reject(broken));
    const error = await failure(TransportError, post(bed.server, { gate }));
    expect(error).toMatchObject({ outcomeUnknown: true, cause: broken });
    expect(bed.calls).toHaveLength(1);
  });

  it('that cannot tell for want of a connection is asked again within the budget of the request', async () => {
    await using bed = await against([{ json: {} }]);
    await get(bed.server);
    const lost = new TransportError('no route to source', { outcomeUnknown: false });
    let failures = 5;
    const gate = (): Promise<void> => (failures-- > 0 ? Promise.reject(lost) : Promise.resolve());
    await post(bed.server, { gate });
    expect(bed.retries.map(({ reason }) => reason)).toEqual(Array.from({ length: 5 }, () => 'no route to source'));
    await expect(post(bed.server, { gate: () => Promise.reject(lost), retryBudgetMs: 1_000 })).rejects.toBe(lost);
    expect(bed.calls).toHaveLength(2);
  });

  it('that takes its time sends nothing for a caller who has gone meanwhile', async () => {
    await using bed = await against([{ json: {} }]);
    const stop = new AbortController();
    const gate = (): Promise<void> => {
      stop.abort();
      return Promise.resolve();
    };
    await expect(post(bed.server, { gate, signal: stop.signal })).rejects.toBeInstanceOf(AbortedError);
    expect(bed.calls).toHaveLength(0);
  });

  it('is asked again if the request is held up between its word and the wire', async () => {
    let [skipped, asked] = [0, 0];
    const clock: Clock = { ...fastClock(), now: () => performance.now() + skipped, date: () => Date.now() };
    await using bed = await against([{ json: {} }], { clock });
    const gate = (): Promise<void> => {
      asked += 1;
      // This process is stopped while the connection is being opened.
      if (asked === 1) setImmediate(() => (skipped += 10_000));
      return Promise.resolve();
    };
    await post(bed.server, { gate });
    expect(asked).toBe(2);
    expect(bed.calls.map(({ method }) => method)).toEqual(['POST']);
    expect(bed.retries.map(({ reason }) => reason)).toEqual(['the request to target was held up on its way']);
  });

  it('can ask the same server, although all its connections are taken by requests that wait for the gate', async () => {
    await using bed = await against([{ json: {} }], { concurrency: 2 });
    const gate = async (): Promise<void> => {
      await get(bed.server, { urgent: true });
    };
    await Promise.all(Array.from({ length: 10 }, () => post(bed.server, { gate })));
    expect(bed.calls).toHaveLength(20);
  });
});

describe('credentials that end', () => {
  /** Tokens of which each is good for so many requests; whoever asks for new ones gets the next. */
  async function withTokens(goodFor: number) {
    let given = 1;
    const used = new Map<string, number>();
    const good = (token: string): boolean => {
      const times = (used.get(token) ?? 0) + 1;
      used.set(token, times);
      return token === `Bearer ${given.toString()}` && times <= goodFor;
    };
    const bed = await against(
      ({ headers: { authorization = '' } }) =>
        good(authorization) ? { json: {} } : status(401, 'Unauthorized', 'Unauthorized'),
      {
        credentials: { headers: { authorization: 'Bearer 1' } },
        renewCredentials: () => Promise.resolve({ headers: { authorization: `Bearer ${(given += 1).toString()}` } }),
      },
    );
    return { ...bed, given: () => given };
  }

  it('are made anew as often as others could use them, for requests of which more are under way', async () => {
    await using bed = await withTokens(5);
    const answers = await Promise.all(Array.from({ length: 16 }, () => get(bed.server)));
    expect(answers).toHaveLength(16);
    expect(bed.given()).toBe(4);
  });

  it('are made anew once, and no more, if nobody can use the new ones either', async () => {
    await using bed = await withTokens(0);
    expect(await failure(ApiError, get(bed.server))).toMatchObject({ status: 401 });
    expect(bed.given()).toBe(2);
  });
});
