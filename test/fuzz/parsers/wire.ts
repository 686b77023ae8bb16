import fc from 'fast-check';
import { type JsonValue, TransportError } from '@tsmove/move-core';
import { parseJson, stringifyJson } from '../../../packages/move-core/src/model/json-codec.ts';
import { readRefusal } from '../../../packages/move-core/src/server/errors/refusal.ts';
import { openChannels } from '../../../packages/move-core/src/server/exec/channels.ts';
import { readProtobuf } from '../../../packages/move-core/src/server/protobuf/read-answer.ts';
import { parseRetryAfter, retryDelay } from '../../../packages/move-core/src/server/retry/schedule.ts';
import { listObjects } from '../../../packages/move-core/src/server/verbs/list.ts';
import { parseWarningHeader } from '../../../packages/move-core/src/server/warnings/header.ts';
import { secret } from '../hostile.ts';
import { mutatedValue } from '../mutate-value.ts';
import { anyBytes, anyText, jsonOf, mutatedBytes, mutatedText } from '../mutate-text.ts';
import { parser, type Parser } from '../parser.ts';

const page = {
  kind: 'SecretList',
  apiVersion: 'v1',
  metadata: { resourceVersion: '12345678901234567890', continue: '' },
  items: [
    { metadata: { name: 'a', namespace: 'fleet', uid: 'u', generation: 9_007_199_254_740_993n }, data: { v: secret } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b' }, data: { v: secret } },
  ],
};
const secrets = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true, hasStatus: false };
const status = {
  kind: 'Status',
  message: 'no',
  reason: 'Forbidden',
  details: { causes: [{ reason: 'ExitCode', message: '3' }] },
};
const schedule = { baseDelayMs: 100, maxDelayMs: 8_000 };

/** A list of one object's metadata, as a server encoded it: `k8s`, an envelope, the list. */
const versions = Buffer.from(
  'azhzAAorCg5tZXRhLms4cy5pby92MRIZUGFydGlhbE9iamVjdE1ldGFkYXRhTGlzdBIkCgYKABICMTIaABIaChgKAWESABoFZmxlZXQiACoBdTICMTJaABoAIgA=',
  'base64',
);

async function listFrom(answer: JsonValue): Promise<void> {
  let asked = 0;
  const send = (): Promise<JsonValue> => {
    asked += 1;
    return Promise.resolve(asked === 1 ? answer : { ...page, metadata: {} });
  };
  const found = await listObjects(send, { label: 'source', pageSize: 500, listRestarts: 0 }, secrets, {});
  for (const object of found) if (typeof object.metadata.name !== 'string') throw new Error('an object has no name');
}

export const wire: readonly Parser[] = [
  parser({
    name: 'JSON without loss',
    mutated: mutatedText(jsonOf(mutatedValue(page))),
    arbitrary: fc.oneof(anyText, fc.json()),
    read: (text: string) => {
      const value = parseJson(text);
      const again = stringifyJson(value);
      if (stringifyJson(parseJson(again)) !== again) throw new Error('it is not what it was after it was written');
    },
    raises: SyntaxError,
    names: ['JSON'],
  }),
  parser({
    name: 'page of a list',
    mutated: mutatedValue(page),
    arbitrary: fc.jsonValue(),
    read: listFrom,
    raises: TransportError,
    names: ['source answered /api/v1/secrets'],
  }),
  parser({
    name: 'answer in protobuf',
    mutated: mutatedBytes(fc.constant(versions)),
    arbitrary: fc.oneof(
      anyBytes,
      anyBytes.map((bytes) => Buffer.concat([versions.subarray(0, 4), bytes])),
    ),
    read: (bytes: Uint8Array) => {
      if (!Array.isArray(readProtobuf(bytes)['items'])) throw new Error('it is no list');
    },
    raises: SyntaxError,
    names: ['protobuf', 'a list of metadata'],
  }),
  parser({
    name: 'refusal of an API server',
    mutated: mutatedText(jsonOf(mutatedValue(status))),
    arbitrary: anyText,
    read: (text: string) => {
      const answer = { status: 403, contentType: 'application/json', retryAfter: undefined, warnings: [], text };
      for (const contentType of ['application/json', 'text/plain', 'text/html']) {
        const { words, reason } = readRefusal({ ...answer, contentType });
        if (typeof words !== 'string' || words === '' || typeof reason !== 'string') throw new Error('it has no words');
      }
    },
  }),
  parser({
    name: 'Retry-After',
    mutated: mutatedText(fc.constantFrom('3', '120', 'Wed, 21 Oct 2026 07:28:00 GMT', '2026-01-01T00:00:00Z')),
    arbitrary: anyText,
    read: (text: string) => {
      const ms = parseRetryAfter(text, 1_767_225_600_000);
      const delay = retryDelay(schedule, 1, 0.5, ms);
      if (Number.isNaN(delay) || delay < 0) throw new Error(`${delay.toString()} is no delay`);
    },
  }),
  parser({
    name: 'Warning',
    mutated: mutatedText(fc.constant('299 - "a \\"quoted\\" text", 199 x "y" "date"')),
    arbitrary: anyText,
    read: (text: string) => parseWarningHeader(text),
  }),
  parser({
    name: 'output of a command in a pod',
    mutated: fc.array(mutatedBytes(jsonOf(mutatedValue(status)).map((text) => Buffer.from(`\u0003${text}`))), {
      maxLength: 3,
    }),
    arbitrary: fc.array(anyBytes, { maxLength: 5 }),
    read: (messages: readonly Uint8Array[]) => {
      const channels = openChannels(1_000_000);
      for (const message of messages) channels.take(message);
      channels.status();
      channels.stdout();
    },
  }),
];
