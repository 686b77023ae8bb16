import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject, ObjectMeta } from '../model/kube-object.ts';
import { sameManagers } from './compare-managers.ts';
import { compareObjects, compareStatus } from './compare-objects.ts';

const ref = { group: 'g', version: 'v1', kind: 'Thing', name: 'a' };

function thing(fields: Omit<Partial<KubeObject>, 'metadata'>, metadata: Partial<ObjectMeta> = {}): KubeObject {
  return { apiVersion: 'g/v1', kind: 'Thing', ...fields, metadata: { name: 'a', ...metadata } };
}

function changes(expected: KubeObject, actual: KubeObject): readonly string[] {
  return compareObjects(expected, actual).map(({ path, change }) => `${path} ${change}`);
}

describe('equality R of objects', () => {
  test('what a server decides for itself does not count', () => {
    const here = { uid: '1', resourceVersion: '5', generation: 3, creationTimestamp: 'x', managedFields: [{}] };
    const there = { uid: '2', resourceVersion: '9', generation: 1, creationTimestamp: 'y' };
    expect(changes(thing({ spec: { a: 1 } }, here), thing({ spec: { a: 1 } }, there))).toEqual([]);
  });

  test('a key more is an addition, an item more in a list is a change', () => {
    expect(changes(thing({ spec: { a: { b: 1 } } }), thing({ spec: { a: { b: 1, c: 2 } } }))).toEqual([
      '/spec/a/c added',
    ]);
    expect(changes(thing({ spec: { a: [1] } }), thing({ spec: { a: [1, 2] } }))).toEqual(['/spec/a/1 changed']);
  });

  test('a lost key and a changed value are named by their place', () => {
    expect(changes(thing({ data: { 'a/b': 'x', c: 'y' } }), thing({ data: { c: 'z' } }))).toEqual([
      '/data/c changed',
      '/data/a~1b lost',
    ]);
  });

  test('integers beyond 2^53 that differ in the last digit differ', () => {
    const exact = thing({ spec: { n: 9007199254740993n } });
    expect(changes(exact, thing({ spec: { n: 9007199254740993n } }))).toEqual([]);
    expect(changes(exact, thing({ spec: { n: 9007199254740992 } }))).toEqual(['/spec/n changed']);
  });

  test('null is not absence', () => {
    expect(changes(thing({ spec: { a: null } }), thing({ spec: {} }))).toEqual(['/spec/a lost']);
    expect(changes(thing({ spec: { a: null } }), thing({ spec: { a: {} } }))).toEqual(['/spec/a changed']);
  });

  test('a key named __proto__ is compared like any other', () => {
    const data = (text: string): KubeObject => thing({ data: Object.fromEntries([['__proto__', text]]) });
    expect(changes(data('x'), data('x'))).toEqual([]);
    expect(changes(data('x'), data('y'))).toHaveLength(1);
    expect(changes(data('x'), thing({ data: {} }))).toHaveLength(1);
  });

  test('finalizers and owners are sets', () => {
    const owner = (uid: string): NonNullable<ObjectMeta['ownerReferences']>[number] => ({
      apiVersion: 'v1',
      kind: 'K',
      name: uid,
      uid,
    });
    const two = thing({}, { finalizers: ['a', 'b'], ownerReferences: [owner('1'), owner('2')] });
    expect(changes(two, thing({}, { finalizers: ['b', 'a'], ownerReferences: [owner('2'), owner('1')] }))).toEqual([]);
    expect(changes(two, thing({}, { finalizers: ['a', 'b', 'c'], ownerReferences: [owner('2')] }))).toEqual([
      '/metadata/finalizers added',
      '/metadata/ownerReferences lost',
    ]);
  });

  test('no value ever shows in a difference', () => {
    const found = compareObjects(thing({ data: { key: 'c2VjcmV0' } }), thing({ data: { key: 'b3RoZXI=' } }));
    expect(JSON.stringify(found)).not.toMatch(/c2VjcmV0|b3RoZXI/u);
  });
});

describe('equality R of status', () => {
  test('observed generations and the Paused condition are left out, every other condition counts', () => {
    const source = {
      observedGeneration: 4,
      conditions: [
        { type: 'Ready', status: 'True', observedGeneration: 4 },
        { type: 'Paused', status: 'True' },
      ],
    };
    const target = { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 1 }] };
    expect(compareStatus(ref, source, target)).toEqual([]);
    expect(compareStatus(ref, source, { conditions: [{ type: 'Ready', status: 'False' }] })).toHaveLength(1);
  });

  test('a status that did not arrive is a loss', () => {
    expect(compareStatus(ref, { ready: true }, undefined)).toEqual([{ ref, path: '/status', change: 'lost' }]);
  });
});

test('managers are the same whatever their order and times, and not when a field changes hands', () => {
  const entry = (manager: string, time: string, field: string): JsonObject => ({
    manager,
    operation: 'Apply',
    time,
    fieldsV1: { [field]: {} },
  });
  expect(
    sameManagers([entry('a', '1', 'f:x'), entry('b', '1', 'f:y')], [entry('b', '2', 'f:y'), entry('a', '2', 'f:x')]),
  ).toBe(true);
  expect(sameManagers([entry('a', '1', 'f:x')], [entry('a', '1', 'f:y')])).toBe(false);
});
