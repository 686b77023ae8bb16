import { STATUS_CODES } from 'node:http';
import { ApiError } from '../../errors.ts';
import { isJsonObject } from '../../model/json.ts';
import { parseJson } from '../../model/json-codec.ts';
import type { WireAnswer } from '../transport/exchange.ts';

/** What an error answer says. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  /** The server's own words. */
  readonly words: string;
}

/** Reads an error answer: a Status object in most cases, plain text from proxies and early in a server's life. */
export function readRefusal(answer: WireAnswer): Refusal {
  const { status } = answer;
  const phrase = STATUS_CODES[status] ?? 'error';
  const body = parseStatus(answer);
  if (body !== undefined) {
    const { message, reason } = body;
    return {
      status,
      reason: typeof reason === 'string' && reason !== '' ? reason : phrase,
      words: typeof message === 'string' && message !== '' ? message : phrase,
    };
  }
  // Whatever is not a Status is not shown beyond its first line: it may be anything, an object included.
  const line = answer.contentType.startsWith('text/plain')
    ? (answer.text.trim().split('\n')[0] ?? '').slice(0, 200)
    : '';
  return {
    status,
    reason: phrase,
    words: line === '' ? `an answer that is not from an API server (${answer.contentType || 'empty'})` : line,
  };
}

function parseStatus(answer: WireAnswer): { readonly message?: unknown; readonly reason?: unknown } | undefined {
  if (!answer.contentType.includes('json')) return undefined;
  try {
    const body = parseJson(answer.text);
    return isJsonObject(body) && body['kind'] === 'Status' ? body : undefined;
  } catch {
    return undefined;
  }
}

/** `target answered 403 Forbidden: machines.cluster.x-k8s.io is forbidden: …` */
export function apiError(
  label: string,
  refusal: Refusal,
  options: { readonly hint?: string | undefined; readonly outcomeUnknown: boolean; readonly suffix?: string },
): ApiError {
  const { status, reason, words } = refusal;
  const { hint, outcomeUnknown, suffix = '' } = options;
  return new ApiError(`${label} answered ${status.toString()} ${reason}: ${words}${suffix}`, {
    status,
    reason,
    words,
    outcomeUnknown,
    ...(hint === undefined ? {} : { hint }),
  });
}
