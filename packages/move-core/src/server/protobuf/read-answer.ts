import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { JsonObject } from '../../model/json.ts';

/** How an API server says that an answer is in its binary form. */
const mediaType = 'application/vnd.kubernetes.protobuf';

/**
 * Asks for a list of metadata in that form: less to write for the server than JSON, and to read for us, because what is of
 * no interest is not even looked at. A server that does not have it, as aggregated ones may not, answers in JSON.
 */
export const metadataListTypes: string = [mediaType, 'application/json']
  .map((type) => `${type};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`)
  .join(',');

export function isProtobuf(contentType: string): boolean {
  return contentType.startsWith(mediaType);
}

/**
 * Reads such an answer, a `PartialObjectMetadataList`: of its items name, namespace, UID and resourceVersion. It has the
 * shape of the same answer in JSON. Refusals are in JSON, whatever was asked for.
 *
 * The numbers of fields are those of k8s.io/apimachinery: `runtime.Unknown` behind four bytes of magic, in it `meta/v1`.
 * Raises SyntaxError for anything else. Its message never quotes the answer.
 */
export function readProtobuf(bytes: Uint8Array): JsonObject {
  if (!magic.every((byte, at) => bytes[at] === byte)) throw new SyntaxError('not an answer of Kubernetes in protobuf');
  try {
    return readUnknown(bytes.subarray(magic.length));
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    throw new SyntaxError('not valid protobuf', { cause: error });
  }
}

/** `k8s` and a zero byte. */
const magic = [0x6b, 0x38, 0x73, 0x00];

function readUnknown(bytes: Uint8Array): JsonObject {
  const parts = messages(bytes, { 1: 'typeMeta', 2: 'raw' });
  const { kind } = texts(parts['typeMeta'] ?? nothing, { 2: 'kind' });
  const raw = parts['raw'] ?? nothing;
  if (kind === 'PartialObjectMetadataList') return readList(raw);
  throw new SyntaxError('not a list of metadata in protobuf');
}

const nothing = new Uint8Array();
const listMeta = { 2: 'resourceVersion', 3: 'continue' };
const objectMeta = { 1: 'name', 3: 'namespace', 5: 'uid', 6: 'resourceVersion' };

function readList(bytes: Uint8Array): JsonObject {
  let metadata: JsonObject = {};
  const items: JsonObject[] = [];
  readFields(bytes, { 1: 'metadata', 2: 'item' }, (value, name) => {
    if (name === 'metadata') metadata = texts(value, listMeta);
    else items.push({ metadata: texts(messages(value, { 1: 'metadata' })['metadata'] ?? nothing, objectMeta) });
  });
  return { metadata, items };
}

/** Messages in a message by the names for their numbers; of several the last counts. */
function messages(bytes: Uint8Array, names: Readonly<Record<number, string>>): Readonly<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {};
  readFields(bytes, names, (value, name) => {
    found[name] = value;
  });
  return found;
}

/** Texts of a message by the names for their numbers. One that is empty is absent, as it is in JSON. */
function texts(bytes: Uint8Array, names: Readonly<Record<number, string>>): JsonObject {
  const found: Record<string, string> = {};
  readFields(bytes, names, (value, name) => {
    if (value.length > 0) found[name] = utf8(value);
  });
  return found;
}

/** Calls back for those fields of a message that have a name: texts, bytes and messages. Of the others it reads the length. */
function readFields(
  bytes: Uint8Array,
  names: Readonly<Record<number, string>>,
  take: (value: Uint8Array, name: string) => void,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const name = wireType === WireType.LengthDelimited ? names[number] : undefined;
    if (name === undefined) reader.skip(wireType, number);
    else take(reader.bytes(), name);
  }
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
