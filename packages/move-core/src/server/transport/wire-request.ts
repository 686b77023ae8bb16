import { stringifyJson } from '../../model/json-codec.ts';
import type { ApiRequest } from '../types.ts';
import type { WireRequest } from './exchange.ts';

/** What all requests to one server have in common. */
export interface WireSettings {
  readonly origin: string;
  /** What stands before every path, if the server is not at the root of its host. */
  readonly prefix: string;
  readonly userAgent: string;
  readonly acceptEncoding: string;
}

export function wireSettings(url: string, common: Pick<WireSettings, 'userAgent' | 'acceptEncoding'>): WireSettings {
  const { origin, pathname } = new URL(url);
  return { origin, prefix: pathname.replace(/\/$/, ''), ...common };
}

/** Puts a request into the form in which it is sent, once for all its attempts; credentials are added to each. */
export function toWireRequest(
  request: ApiRequest,
  { origin, prefix, userAgent, acceptEncoding }: WireSettings,
): WireRequest {
  const body = request.body === undefined ? undefined : stringifyJson(request.body);
  return {
    origin,
    path: `${prefix}${request.path}${queryOf(request)}`,
    method: request.method,
    body,
    headers: {
      accept: request.accept ?? 'application/json',
      'accept-encoding': acceptEncoding,
      'user-agent': userAgent,
      ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    },
  };
}

function queryOf({ query }: ApiRequest): string {
  let text = '';
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(value)}`;
  }
  return text;
}
