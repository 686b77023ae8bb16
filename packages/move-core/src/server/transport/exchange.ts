import { constants } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { gunzip, type ZlibOptions } from 'node:zlib';
import { promisify } from 'node:util';
import type { Dispatcher } from 'undici';
import { isProtobuf } from '../protobuf/read-answer.ts';
import type { HttpMethod } from '../types.ts';
import { followSignal } from './follow-signal.ts';
import { AttemptTimeout, BrokenAnswer } from './network-failure.ts';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly method: HttpMethod;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | undefined;
}

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  /** Values of the `Warning` headers. */
  readonly warnings: readonly string[];
  readonly text: string;
  /** What is there instead of a text when the answer is in protobuf. */
  readonly bytes?: Uint8Array;
}

export interface ExchangeOptions {
  /** Time for all of it, in ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /**
   * Called when a connection is there and right before the request is written to it. If it throws, nothing is written, the
   * connection stays, and the request fails with that error. Between the order to send a request and its first byte on the
   * wire a connection may have to be opened, and the event loop goes round at least once; a process can be stopped for
   * hours in there.
   */
  readonly lastLook?: (() => void) | undefined;
}

const inflate = promisify<Uint8Array, ZlibOptions, Buffer>(gunzip);

/** Bytes, unpacked: what a text can hold. The largest page of a list that was seen has a tenth of it. */
const largestAnswer = constants.MAX_STRING_LENGTH;

/**
 * One attempt: sends the request and reads the whole answer. Rejects with whatever went wrong: AttemptTimeout after
 * `timeoutMs`, the reason of `signal`, what `lastLook` threw, or undici's error.
 */
export async function exchange(
  dispatcher: Dispatcher,
  request: WireRequest,
  options: ExchangeOptions,
): Promise<WireAnswer> {
  const { status, headers, body } = await receive(dispatcher, request, options);
  const contentType = headers['content-type'] ?? '';
  const bytes = headers['content-encoding'] === 'gzip' ? await unzip(body) : body;
  return {
    status,
    contentType,
    retryAfter: headers['retry-after'],
    warnings: [headers.warning ?? []].flat(),
    ...(isProtobuf(contentType) ? { text: '', bytes } : { text: bytes.toString('utf8') }),
  };
}

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Takes the answer as undici reads it off the connection: a stream for each of many small bodies is half of its cost. */
function receive(
  dispatcher: Dispatcher,
  { origin, path, method, headers, body }: WireRequest,
  { timeoutMs, signal, lastLook }: ExchangeOptions,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let answer: Omit<Received, 'body'> | undefined;
    let controller: Dispatcher.DispatchController | undefined;
    let stopped: Error | undefined;

    const stop = (reason: Error): void => {
      if (stopped !== undefined) return;
      stopped = reason;
      // Without a connection there is nothing to cut. When one comes, the request is not written to it any more.
      if (controller === undefined) fail(reason);
      else controller.abort(reason);
    };
    const timer = setTimeout(() => {
      stop(new AttemptTimeout(timeoutMs));
    }, timeoutMs);
    const unfollow = followSignal(signal, () => {
      stop(asError(signal?.reason));
    });
    const finish = (): void => {
      clearTimeout(timer);
      unfollow();
    };
    const fail = (error: Error): void => {
      finish();
      reject(error);
    };

    try {
      dispatcher.dispatch(
        {
          ...{ origin, path, method, headers, body: body ?? null },
          // undici gives up the connection after a DELETE with a body, as not every server expects one. Kubernetes does:
          // the preconditions are in it. Without this each deletion would cost a TLS handshake.
          reset: false,
          // undici's own timers (300 s) are replaced by ours, which spans the whole attempt.
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        {
          onRequestStart(current) {
            if (stopped !== undefined) throw stopped;
            lastLook?.();
            controller = current;
          },
          onResponseStart(_, status, received) {
            if (status >= 200) answer = { status, headers: received };
          },
          onResponseData(current, chunk) {
            length += chunk.length;
            // A server that sends more, or without end, is not read to its end.
            if (length > largestAnswer) current.abort(tooLarge());
            else chunks.push(chunk);
          },
          onResponseEnd() {
            finish();
            if (answer === undefined) reject(new BrokenAnswer('the answer has no status'));
            else
              resolve({
                ...answer,
                body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length),
              });
          },
          onResponseError(_, error) {
            fail(stopped ?? error);
          },
        },
      );
    } catch (error) {
      // A proxy refuses some requests before it sends them. Nothing of this one may be left, its timer above all.
      fail(asError(error));
    }
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('it was stopped', { cause: reason });
}

async function unzip(bytes: Uint8Array): Promise<Buffer> {
  try {
    return await inflate(bytes, { maxOutputLength: largestAnswer });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new BrokenAnswer('the compressed answer was cut short', { cause: error });
  }
}

function tooLarge(): BrokenAnswer {
  return new BrokenAnswer(`the answer has more than ${largestAnswer} bytes`);
}
