import { constants } from 'node:buffer';
import { gunzip, type ZlibOptions } from 'node:zlib';
import { promisify } from 'node:util';
import type { Dispatcher } from 'undici';
import type { HttpMethod } from '../types.ts';
import { followSignal } from './follow-signal.ts';
import { AttemptTimeout, BrokenAnswer } from './network-failure.ts';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly method: HttpMethod;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | undefined;
}

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  /** Values of the `Warning` headers. */
  readonly warnings: readonly string[];
  readonly text: string;
}

const inflate = promisify<Uint8Array, ZlibOptions, Buffer>(gunzip);

/** Bytes, unpacked: what a text can hold. The largest page of a list that was seen has a tenth of it. */
const largestAnswer = constants.MAX_STRING_LENGTH;

/**
 * One attempt: sends the request and reads the whole answer. Rejects with whatever went wrong: AttemptTimeout after
 * `timeoutMs`, the reason of `signal`, or undici's error.
 */
export async function exchange(
  dispatcher: Dispatcher,
  request: WireRequest,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<WireAnswer> {
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort(new AttemptTimeout(timeoutMs));
  }, timeoutMs);
  const unfollow = followSignal(signal, () => {
    stop.abort(signal?.reason);
  });
  try {
    const answer = await dispatcher.request({
      origin: request.origin,
      path: request.path,
      method: request.method,
      headers: copyHeaders(request.headers),
      body: request.body ?? null,
      signal: stop.signal,
      // undici gives up the connection after a DELETE with a body, as not every server expects one. Kubernetes does:
      // the preconditions are in it. Without this each deletion would cost a TLS handshake.
      reset: false,
      // undici's own timers (300 s) are replaced by ours, which spans the whole attempt.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const text =
      answer.headers['content-encoding'] === 'gzip'
        ? await unzip(await wholeBody(answer.body))
        : (await wholeBody(answer.body)).toString('utf8');
    return {
      status: answer.statusCode,
      contentType: first(answer.headers['content-type']) ?? '',
      retryAfter: first(answer.headers['retry-after']),
      warnings: [answer.headers['warning'] ?? []].flat(),
      text,
    };
  } finally {
    clearTimeout(timer);
    unfollow();
  }
}

/** The body, as long as it can become a text at all: a server that sends more, or without end, is not read to its end. */
async function wholeBody(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > largestAnswer) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

async function unzip(bytes: Uint8Array): Promise<string> {
  try {
    return (await inflate(bytes, { maxOutputLength: largestAnswer })).toString('utf8');
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new BrokenAnswer('the compressed answer was cut short', { cause: error });
  }
}

function tooLarge(): BrokenAnswer {
  return new BrokenAnswer(`the answer has more than ${largestAnswer} bytes`);
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value[0] : value;
}

function copyHeaders(headers: WireRequest['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}
