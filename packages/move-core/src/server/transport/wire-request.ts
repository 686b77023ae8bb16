import { stringifyJson } from '../../model/json-codec.ts';
import type { ApiRequest } from '../types.ts';
import type { WireRequest } from './exchange.ts';

/** Puts a request into the form in which it is sent, once for all its attempts; credentials are added to each. */
export function toWireRequest(
  request: ApiRequest,
  options: { readonly url: string; readonly userAgent: string; readonly acceptEncoding: string },
): WireRequest {
  const { origin, pathname } = new URL(options.url);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) if (value !== undefined) query.append(name, value);
  const body = request.body === undefined ? undefined : stringifyJson(request.body);
  return {
    origin,
    path: `${pathname.replace(/\/$/, '')}${request.path}${query.size === 0 ? '' : `?${query.toString()}`}`,
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
