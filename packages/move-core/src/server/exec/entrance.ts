import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Credentials } from '../transport/endpoint.ts';

/** What came of asking for an upgrade, beyond what a WebSocket tells: why it was refused, and the line itself. */
export interface Entrance {
  readonly dispatcher: Dispatcher;
  /** The answer of a server that does not upgrade. */
  refusal(): { readonly status: number; readonly text: string } | undefined;
  /** Cuts the line, whoever still waits for a last word on it. */
  cut(): void;
}

/**
 * The same dispatcher for one WebSocket. Credentials are added here, because the headers of a WebSocket cannot hold one name
 * several times, as the groups of an impersonation need it.
 */
export function openEntrance(dispatcher: Dispatcher, credentials: Credentials['headers']): Entrance {
  let line: Duplex | undefined;
  let status: number | undefined;
  const parts: Buffer[] = [];
  const watching = (handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler => ({
    onRequestStart: (...start) => handler.onRequestStart?.(...start),
    onRequestUpgrade(controller, code, headers, socket) {
      line = socket;
      handler.onRequestUpgrade?.(controller, code, headers, socket);
    },
    onResponseStart(...start) {
      [, status] = start;
      handler.onResponseStart?.(...start);
    },
    onResponseData(controller, chunk) {
      parts.push(chunk);
      handler.onResponseData?.(controller, chunk);
    },
    onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
    onResponseError: (...error) => handler.onResponseError?.(...error),
  });
  return {
    dispatcher: dispatcher.compose(
      (dispatch) => (options, handler) =>
        dispatch({ ...options, headers: withCredentials(options.headers, credentials) }, watching(handler)),
    ),
    refusal: () => (status === undefined ? undefined : { status, text: Buffer.concat(parts).toString('utf8') }),
    cut: () => line?.destroy(),
  };
}

function withCredentials(
  headers: Dispatcher.DispatchOptions['headers'],
  credentials: Credentials['headers'],
): Record<string, string | string[]> {
  const all: Record<string, string | string[]> = {};
  if (headers !== null && headers !== undefined && !Array.isArray(headers) && !(Symbol.iterator in headers)) {
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) all[name] = value;
  }
  for (const [name, value] of Object.entries(credentials)) all[name] = typeof value === 'string' ? value : [...value];
  return all;
}
