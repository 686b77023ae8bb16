import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { JsonValue } from '../model/json.ts';
import { parseJson, stringifyJson } from '../model/json-codec.ts';
import type { KubeObject } from '../model/kube-object.ts';

/** What is packed of an object: everything but its kind and its metadata, and of those the managedFields. */
interface Contents {
  readonly managers?: JsonValue;
  readonly rest: Readonly<Record<string, JsonValue>>;
}

interface Packed {
  readonly [packedContents]: Uint8Array;
}

const packedContents = Symbol('managedFields, spec, status and the like, packed');

/**
 * The same object, with all that is bulky packed until somebody looks at it: an object of Cluster API takes some 9 KiB of
 * memory when it is parsed and 2 like this, and a move has all of them in its hands from its first reading to its end. Most
 * are looked at twice or thrice, which takes 0.05 ms each time. Whoever looks sees the fields in the order that they had; a
 * copy by spreading holds the values themselves.
 */
export function compactObject(object: KubeObject): KubeObject {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const { managedFields: managers } = metadata;
  const contents = { ...(managers === undefined ? {} : { managers }), rest } as unknown as JsonValue;
  const bytes = keep(deflateRawSync(stringifyJson(contents), packing));
  const slim =
    managers === undefined ? metadata : assemble(bytes, metadata, (key) => key === 'managedFields' && unpackedManagers);
  return assemble(bytes, { ...object, metadata: slim }, (key) => !slimKeys.has(key) && unpackedField(key));
}

const slimKeys: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * The same keys with getters for some. Property after property, because V8 turns an object whose value becomes a getter
 * into a hash table, which takes five times the memory.
 */
function assemble<T extends object>(
  bytes: Uint8Array,
  from: T,
  getter: (key: string) => PropertyDescriptor | false,
): T {
  const made = Object.defineProperty({}, packedContents, { value: bytes });
  for (const [key, value] of Object.entries(from)) {
    Object.defineProperty(
      made,
      key,
      getter(key) || { value: value as unknown, enumerable: true, writable: true, configurable: true },
    );
  }
  return made as T;
}

/** A small window and small pieces, because the objects are small: what zlib sets up for each is what it costs. */
const packing = { level: 1, windowBits: 13, memLevel: 6, chunkSize: 4_096 } as const;

const slabBytes = 256 * 1_024;
let slab = Buffer.alloc(0);
let used = 0;

/** Bytes side by side with others that live as long; on their own each would hold a piece of zlib's size. */
function keep(bytes: Buffer): Uint8Array {
  if (bytes.length > slabBytes / 8) return Uint8Array.from(bytes);
  if (used + bytes.length > slab.length) {
    slab = Buffer.allocUnsafeSlow(slabBytes);
    used = 0;
  }
  const kept = slab.subarray(used, used + bytes.length);
  bytes.copy(kept);
  used += bytes.length;
  return kept;
}

/** How many contents stay unpacked: whoever looks at an object mostly looks at several of its fields, one after another. */
const keptUnpacked = 128;
const recent = new Map<Uint8Array, Contents>();

function unpack({ [packedContents]: bytes }: Packed): Contents {
  const known = recent.get(bytes);
  if (known !== undefined) return known;
  const text = inflateRawSync(bytes, { windowBits: packing.windowBits, chunkSize: 8_192 }).toString('utf8');
  const contents = parseJson(text) as unknown as Contents;
  for (const [oldest] of recent) {
    if (recent.size < keptUnpacked) break;
    recent.delete(oldest);
  }
  recent.set(bytes, contents);
  return contents;
}

const unpackedManagers: PropertyDescriptor & ThisType<Packed> = {
  enumerable: true,
  get() {
    return unpack(this).managers;
  },
};

const unpackedFields = new Map<string, PropertyDescriptor & ThisType<Packed>>();

/** One getter of a name for all objects, so that they keep one shape. */
function unpackedField(key: string): PropertyDescriptor {
  let field = unpackedFields.get(key);
  if (field === undefined) {
    field = {
      enumerable: true,
      get() {
        return unpack(this).rest[key];
      },
    };
    unpackedFields.set(key, field);
  }
  return field;
}
