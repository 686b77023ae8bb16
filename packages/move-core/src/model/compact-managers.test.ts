import { expect, test } from 'vitest';
import { compactManagers } from './compact-managers.ts';
import { stringifyJson } from './json-codec.ts';
import type { KubeObject } from './kube-object.ts';

const managedFields = [{ manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }];
const object: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'a', managedFields, uid: 'u' },
  data: { key: 'dmFsdWU=' },
};

test('an object with compact managers is the same to everybody who looks', () => {
  const compact = compactManagers(object);
  expect(compact).toEqual(object);
  expect(stringifyJson(compact)).toBe(stringifyJson(object));
  expect(Object.keys(compact.metadata)).toEqual(['name', 'managedFields', 'uid']);
  expect({ ...compact.metadata }).toEqual(object.metadata);
  expect(compact.metadata.managedFields).toEqual(managedFields);
});

test('what was given stays as it was, and one without managers is taken as it is', () => {
  compactManagers(object);
  expect(Object.getOwnPropertyDescriptor(object.metadata, 'managedFields')?.value).toBe(managedFields);
  const without: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b' } };
  expect(compactManagers(without)).toBe(without);
});
