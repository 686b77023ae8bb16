import { expect, test } from 'vitest';
import { createCompactor } from './compact-object.ts';
import { parseJson, stringifyJson } from '../model/json-codec.ts';
import type { KubeObject } from '../model/kube-object.ts';

const compactObject = createCompactor();
const managedFields = [{ manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }];
const object: KubeObject = {
  apiVersion: 'example.com/v1',
  status: { ready: true },
  kind: 'Thing',
  metadata: { name: 'a', managedFields, uid: 'u' },
  spec: { bytes: 2n ** 63n - 1n, text: 'Größe 🚀', list: [null, 0.5, { deep: [true] }] },
};

test('a compact object is the same to everybody who looks', () => {
  const compact = compactObject(object);
  expect(compact).toEqual(object);
  expect(stringifyJson(compact)).toBe(stringifyJson(object));
  expect(Object.keys(compact)).toEqual(['apiVersion', 'status', 'kind', 'metadata', 'spec']);
  expect(Object.keys(compact.metadata)).toEqual(['name', 'managedFields', 'uid']);
  expect(compact.metadata.managedFields).toEqual(managedFields);
});

test('a copy by spreading holds the values themselves', () => {
  const { metadata, ...copy } = { ...compactObject(object) };
  expect(Object.getOwnPropertyDescriptor(copy, 'spec')?.value).toEqual(object.spec);
  expect(Object.getOwnPropertyDescriptor({ ...metadata }, 'managedFields')?.value).toEqual(managedFields);
});

test('what was given stays as it was', () => {
  compactObject(object);
  expect(Object.getOwnPropertyDescriptor(object, 'spec')?.value).toBe(object.spec);
  expect(Object.getOwnPropertyDescriptor(object.metadata, 'managedFields')?.value).toBe(managedFields);
});

test('one without anything to pack, one with a strange key, and one that is compact already', () => {
  const bare: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b' } };
  expect(compactObject(bare)).toEqual(bare);
  expect('managedFields' in compactObject(bare).metadata).toBe(false);
  const text = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"__proto__":{"a":"1"},"data":{}}';
  const strange = parseJson(text) as unknown as KubeObject;
  expect(stringifyJson(compactObject(strange))).toBe(text);
  expect(stringifyJson(amongMany(strange)[0] ?? null)).toBe(text);
  expect(compactObject(compactObject(object))).toEqual(object);
});

const many = 2_500;

/** `first`, and so many more that all but the last ones are packed. */
function amongMany(first: KubeObject, count = many): readonly KubeObject[] {
  const compact = createCompactor();
  const others = Array.from({ length: count - 1 }, (_, at) => ({ ...object, metadata: { name: String(at) } }));
  return [first, ...others].map((one) => compact(one));
}

test('of few objects nothing is packed: what one sees is what was read', () => {
  expect(amongMany(object, 2_000)[0]?.spec).toBe(object.spec);
});

test('of many, one is packed, and is the same to everybody who looks', () => {
  const [compact = object] = amongMany(object);
  expect(compact.spec).not.toBe(object.spec);
  expect(compact).toEqual(object);
  expect(stringifyJson(compact)).toBe(stringifyJson(object));
  expect(compact.spec, 'kept for a while').toBe(compact.spec);
});

test('of very many, and very large ones, none is taken for another', () => {
  const compacted = createCompactor();
  const made = Array.from({ length: many }, (_, at) => ({
    ...object,
    metadata: { ...object.metadata, name: String(at) },
    data: { text: `${at} `.repeat(at % 97 === 0 ? 40_000 : at % 50) },
  }));
  const compact = made.map((one) => compacted(one));
  for (const [at, one] of compact.entries()) expect(one['data']).toEqual(made[at]?.data);
  expect(compact[7]).toEqual(made[7]);
});
