import { STATUS_CODES } from 'node:http';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { parseJson } from '../../model/json-codec.ts';
import type { WireAnswer } from '../transport/exchange.ts';

/** What an error answer says. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** `reason` of the Status object, or the phrase of the HTTP status. */
  readonly reason: string;
  /** The server's own words. */
  readonly words: string;
}

/** Reads an error answer: a Status object in most cases, plain text from proxies and early in a server's life. */
export function readRefusal(answer: WireAnswer): Refusal {
  const { status } = answer;
  const phrase = STATUS_CODES[status] ?? 'error';
  const { message, reason } = parseStatus(answer) ?? { message: firstLine(answer) };
  return {
    status,
    reason: typeof reason === 'string' && reason !== '' ? reason : phrase,
    words: typeof message === 'string' && message !== '' ? message : phrase,
  };
}

function parseStatus(answer: WireAnswer): JsonObject | undefined {
  if (!answer.contentType.includes('json')) return undefined;
  try {
    const body = parseJson(answer.text);
    return isJsonObject(body) && body['kind'] === 'Status' ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Whatever is not a Status is not shown beyond the first line of plain text: it may be anything, an object included. */
function firstLine(answer: WireAnswer): string {
  const line = answer.contentType.startsWith('text/plain') ? (answer.text.trim().split('\n')[0] ?? '') : '';
  const kind = answer.contentType === '' ? 'empty' : answer.contentType;
  return line === '' ? `an answer that is not from an API server (${kind})` : line.slice(0, 200);
}
