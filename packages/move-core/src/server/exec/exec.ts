import { WebSocket, type MessageEvent } from 'undici';
import { ApiError, TransportError } from '../../errors.ts';
import { parseJson } from '../../model/json-codec.ts';
import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { followSignal } from '../transport/follow-signal.ts';
import type { Connection } from '../transport/connection.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import type { ApiRequest } from '../types.ts';
import { openChannels, subprotocols } from './channels.ts';
import { openEntrance, type Entrance } from './entrance.ts';
import type { ExecRequest, ExecResult } from './types.ts';

export interface ExecOptions {
  readonly label: string;
  readonly endpoint: Endpoint;
  readonly connection: Connection;
  /** For the question that comes before: whether the pod is there, and may be entered. */
  readonly send: (request: ApiRequest) => Promise<JsonValue | undefined>;
  readonly closing: AbortSignal;
}

const defaultTimeoutMs = 30_000;
const defaultLimitBytes = 8 * 1024 * 1024;
const stderrLimit = 2_000;
const farewellMs = 500;

/**
 * Runs a command in a container over a WebSocket, and collects its output. Raises ApiError if the pod or container is not
 * there or may not be entered, TransportError if the connection breaks or time is up. A command that fails is a result.
 */
export async function execInPod(options: ExecOptions, request: ExecRequest): Promise<ExecResult> {
  const path = `/api/v1/namespaces/${request.namespace}/pods/${request.pod}/exec`;
  await requireEntrance(options, request, path);
  const { endpoint, connection } = options;
  const { dispatcher, headers } = connection.link();
  const url = new URL(`${endpoint.url.replace(/\/$/u, '')}${path}`);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  url.search = queryOf(request).toString();
  const entrance = openEntrance(dispatcher, headers);
  const socket = new WebSocket(url, { protocols: [...subprotocols], dispatcher: entrance.dispatcher });
  return follow(socket, entrance, options, request);
}

function queryOf({ command, container }: ExecRequest): URLSearchParams {
  const query = new URLSearchParams({ stdout: 'true', stderr: 'true', stdin: 'false', tty: 'false' });
  if (container !== undefined) query.set('container', container);
  for (const word of command) query.append('command', word);
  return query;
}

/**
 * A WebSocket that is refused does not say why. So the same question is asked in plain HTTP before: the answer that it must be
 * an upgrade means that everything else is in order. It also renews credentials that have expired.
 */
async function requireEntrance({ send }: ExecOptions, request: ExecRequest, path: string): Promise<void> {
  const { command, container, signal } = request;
  try {
    await send({
      method: 'GET',
      path,
      query: { stdout: 'true', command: command[0], ...(container === undefined ? {} : { container }) },
      signal,
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 400 && /upgrade/iu.test(error.words)) return;
    throw error;
  }
}

function follow(
  socket: WebSocket,
  entrance: Entrance,
  { label, closing }: ExecOptions,
  request: ExecRequest,
): Promise<ExecResult> {
  const { pod, namespace, timeoutMs = defaultTimeoutMs, limitBytes = defaultLimitBytes, signal } = request;
  const what = `${label}: the command in pod ${namespace}/${pod}`;
  const channels = openChannels(limitBytes);
  const broken = (why: string): TransportError => new TransportError(`${what} ${why}`, { outcomeUnknown: true });
  return new Promise<ExecResult>((resolve, reject) => {
    let ended = false;
    let unfollow: readonly (() => void)[] = [];
    function end(settle: () => void): void {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      for (const stop of unfollow) stop();
      socket.close();
      // A server that does not answer the farewell would keep the process from ending.
      setTimeout(() => {
        entrance.cut();
      }, farewellMs).unref();
      settle();
    }
    const timer = setTimeout(() => {
      end(() => {
        reject(broken(`did not end within ${Math.round(timeoutMs / 1000)} s`));
      });
    }, timeoutMs);
    unfollow = [signal, closing].map((one) =>
      followSignal(one, () => {
        end(() => {
          reject(one?.reason instanceof Error ? one.reason : broken('was aborted'));
        });
      }),
    );
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }: MessageEvent) => {
      const bytes = typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data as ArrayBuffer);
      if (channels.take(bytes)) return;
      end(() => {
        reject(broken(`wrote more than ${limitBytes} bytes`));
      });
    });
    socket.addEventListener('error', () => {
      end(() => {
        const refusal = entrance.refusal();
        reject(
          refusal === undefined
            ? broken('could not be followed: the connection broke')
            : refusedEntrance(what, refusal),
        );
      });
    });
    socket.addEventListener('close', () => {
      end(() => {
        const status = channels.status();
        if (status === undefined) reject(broken('was cut off before it had ended'));
        else if ('failure' in status) reject(refused(what, status.failure));
        else {
          const stderr = channels.stderr().slice(-stderrLimit);
          resolve({ stdout: channels.stdout(), stderr, exitCode: status.exitCode });
        }
      });
    });
  });
}

/** An upgrade that is refused although the plain question was not: rights that only an upgrade needs. */
function refusedEntrance(what: string, { status, text }: { status: number; text: string }): ApiError {
  const words = wordsIn(text) ?? `HTTP status ${status.toString()}`;
  return new ApiError(`${what} was refused: ${words}`, { status, reason: 'ExecRefused', words });
}

function wordsIn(text: string): string | undefined {
  try {
    const status = parseJson(text);
    const message = isJsonObject(status) ? status['message'] : undefined;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

function refused(what: string, words: string): ApiError {
  return new ApiError(`${what} did not run: ${words}`, { status: 500, reason: 'ExecFailed', words });
}
