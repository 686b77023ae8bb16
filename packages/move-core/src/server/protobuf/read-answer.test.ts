import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { expect, test } from 'vitest';
import { isProtobuf, readProtobuf } from './read-answer.ts';

type Field = readonly [number: number, value: string | Uint8Array | number];

/** A message with these fields: texts, messages and numbers. */
function message(...fields: readonly Field[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (typeof value === 'number') writer.tag(number, WireType.Varint).int64(value);
    else if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
    else writer.tag(number, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}

/** As an API server sends it: magic, and the message in an envelope that says its kind. */
function answer(kind: string, raw: Uint8Array): Uint8Array {
  const envelope = message([1, message([1, 'meta.k8s.io/v1'], [2, kind])], [2, raw], [3, ''], [4, '']);
  return Buffer.concat([Buffer.from('k8s\0'), envelope]);
}

/** With what nobody asks for: labels, a generation, a time, managers. */
function item(name: string, namespace: string, uid: string, resourceVersion: string): Uint8Array {
  const label = message([1, 'a'], [2, 'b']);
  const managers = message([1, 'kubectl'], [7, message([1, '{"f:spec":{}}'])]);
  const time = message([1, 1_764_000_000]);
  return message([
    1,
    message(
      ...([
        [1, name],
        [2, ''],
        [3, namespace],
        [4, ''],
        [5, uid],
        [6, resourceVersion],
        [7, 3],
        [8, time],
        [11, label],
        [17, managers],
      ] satisfies Field[]),
    ),
  ]);
}

const page = answer(
  'PartialObjectMetadataList',
  message(
    [1, message([2, '4711'], [3, 'go on'], [4, 12])],
    [2, item('größe', 'default', 'u-1', '17')],
    [2, item('b', '', 'u-2', '18')],
  ),
);

test('a page of a list, as it would be in JSON', () => {
  expect(readProtobuf(page)).toEqual({
    metadata: { resourceVersion: '4711', continue: 'go on' },
    items: [
      { metadata: { name: 'größe', namespace: 'default', uid: 'u-1', resourceVersion: '17' } },
      { metadata: { name: 'b', uid: 'u-2', resourceVersion: '18' } },
    ],
  });
});

test('an empty list', () => {
  const empty = answer('PartialObjectMetadataList', message([1, message([2, '4711'])]));
  expect(readProtobuf(empty)).toEqual({ metadata: { resourceVersion: '4711' }, items: [] });
  expect(readProtobuf(answer('PartialObjectMetadataList', new Uint8Array()))).toEqual({ metadata: {}, items: [] });
});

test.each([
  ['nothing', new Uint8Array()],
  ['JSON', Buffer.from('{"kind":"Status"}')],
  ['the magic alone', Buffer.from('k8s\0')],
  ['another kind', answer('Secret', message([2, 'c2VjcmV0']))],
])('%s is refused, and not quoted', (_, bytes) => {
  expect(() => readProtobuf(bytes)).toThrow(SyntaxError);
  expect(() => readProtobuf(bytes)).not.toThrow(/c2VjcmV0|Status/);
});

test('one that was cut short is refused or, cut between two parts, a shorter one; it never ends otherwise', () => {
  for (let length = 0; length < page.length; length += 1) {
    try {
      const { items } = readProtobuf(page.subarray(0, length));
      expect(Array.isArray(items)).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxError);
    }
  }
});

test('it is known by its media type', () => {
  expect(isProtobuf('application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1')).toBe(true);
  expect(isProtobuf('application/json')).toBe(false);
  expect(isProtobuf('')).toBe(false);
});
