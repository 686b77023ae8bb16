import { buildGraph, DiscoveryError, type KubeObject, planMove, type Snapshot, UsageError } from '@tsmove/move-core';
import { createProviders } from '@tsmove/providers';
import { describe, expect, test } from 'vitest';
import { applyMergePatch, inverseMergePatch } from '../../packages/move-core/src/model/merge-patch.ts';
import { parseJson } from '../../packages/move-core/src/model/json-codec.ts';
import { deepEqual } from '../../packages/move-core/src/model/deep-equal.ts';
import { withTargetOwners } from '../../packages/move-core/src/projection/project-managers.ts';
import { collectionPath, objectPath } from '../../packages/move-core/src/server/verbs/paths.ts';
import { drawSnapshot } from '../../packages/move-core/src/testing/drawing.ts';

const providers = createProviders();
const machine = {
  ...{ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Machine', plural: 'machines', namespaced: true },
  hasStatus: true,
};

function withObjects(change: (objects: readonly KubeObject[]) => readonly KubeObject[]): Snapshot {
  const drawn = drawSnapshot('Cluster/a > Machine/m');
  return { ...drawn, objects: change(drawn.objects) };
}

function machines(count: number, ownersOf: (number: number) => readonly string[]): readonly KubeObject[] {
  return Array.from({ length: count }, (_, number) => ({
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Machine',
    metadata: {
      ...{ name: `m${number.toString()}`, namespace: 'fleet', uid: `m${number.toString()}`, resourceVersion: '1' },
      ownerReferences: ownersOf(number).map((uid) => ({
        ...{
          apiVersion: 'cluster.x-k8s.io/v1beta2',
          kind: uid.startsWith('m') ? 'Machine' : 'Cluster',
          name: uid,
          uid,
        },
      })),
    },
  }));
}

describe('keys and UIDs by which JavaScript reaches what all objects share', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s as the UID of an owner is refused by name',
    (uid) => {
      const snapshot = withObjects((objects) => [...objects, ...machines(1, () => [uid])]);
      const planning = (): unknown => planMove(snapshot, { providers });
      expect(planning).toThrow(DiscoveryError);
      expect(planning).toThrow(`Machine fleet/m0: an owner has the UID ${uid}`);
    },
  );

  test.each(['__proto__', 'constructor'])('%s is a label, an annotation and a field like any other', (key) => {
    const text = `{"labels":{"${key}":"x"},"annotations":{"${key}":"y"}}`;
    const snapshot = withObjects((objects) =>
      objects.map((object) => ({
        ...object,
        metadata: { ...object.metadata, ...(JSON.parse(text) as object) },
        spec: parseJson(`{"${key}":{"polluted":true}}`),
      })),
    );
    expect(planMove(snapshot, { providers }).objects).toHaveLength(2);
    const patch = parseJson(`{"metadata":${text},"${key}":{"polluted":true}}`) as KubeObject;
    const patched = applyMergePatch({}, patch);
    expect(deepEqual(patched, patch)).toBe(true);
    expect(deepEqual(applyMergePatch(patched, inverseMergePatch({ [`${key}x`]: 1 }, patch)), {})).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a key of managedFields that is no JSON is left as it is', () => {
    const entry = {
      manager: 'x',
      fieldsV1: { 'f:metadata': { 'f:ownerReferences': { 'k:{"uid': {}, 'k:{"uid":"a"}': {} } } },
    };
    expect(JSON.stringify(withTargetOwners([entry], () => 'b'))).toContain('"k:{\\"uid":{},"k:{\\"uid\\":\\"b\\"}":{}');
  });
});

describe('owners without measure', () => {
  const soon = 20_000;

  test('a chain of 10,000 owners is walked without an overflow', () => {
    const snapshot = withObjects((objects) => [
      ...objects,
      ...machines(10_000, (number) => [number === 0 ? 'Cluster/a' : `m${(number - 1).toString()}`]),
    ]);
    const began = performance.now();
    expect(planMove(snapshot, { providers }).objects).toHaveLength(10_002);
    expect(performance.now() - began).toBeLessThan(soon);
  }, 60_000);

  test('a cycle through thousands of objects is named, and refused', () => {
    const snapshot = withObjects((objects) => [
      ...objects,
      ...machines(3_000, (number) => [`m${((number + 1) % 3_000).toString()}`]),
    ]);
    const began = performance.now();
    expect(buildGraph(snapshot, providers).cycles).not.toEqual([]);
    expect(performance.now() - began).toBeLessThan(soon);
  }, 60_000);

  test('30,000 references of one object are read', () => {
    const owners = Array.from({ length: 30_000 }, (_, number) => `c${number.toString()}`);
    const snapshot = withObjects((objects) => [...objects, ...machines(1, () => owners)]);
    const began = performance.now();
    expect(buildGraph(snapshot, providers).nodes).toHaveLength(30_003);
    expect(performance.now() - began).toBeLessThan(soon);
  }, 60_000);
});

describe('depth without measure', () => {
  test.each(['[', '{"a":'])('a million times %s is refused before it is parsed', (bracket) => {
    expect(() => parseJson(bracket.repeat(1_000_000))).toThrow('nested deeper than 1000 levels');
    // With a number that only the slow parser reads.
    expect(() => parseJson(`[12345678901234567890,${bracket.repeat(1_000_000)}`)).toThrow(
      'nested deeper than 1000 levels',
    );
  });

  test('brackets in texts are not counted, whatever stands before their quotes', () => {
    const text = JSON.stringify({ a: '['.repeat(5_000), b: '\\"['.repeat(2_000), c: '\\\\' });
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });
});

describe('names that lead elsewhere in a path', () => {
  test.each(['..', '.', '', 'a/../../nodes', 'a%2fb'])('%j is neither a name nor a namespace', (name) => {
    expect(() => objectPath(machine, { namespace: 'fleet', name })).toThrow(UsageError);
    expect(() => objectPath(machine, { namespace: name, name: 'm' })).toThrow(UsageError);
  });

  test.each(['../../../api/v1/secrets', 'machines/m/status', 'machines?dryRun=All', 'a..b', '..'])(
    '%j is no plural, group or version',
    (part) => {
      expect(() => collectionPath({ ...machine, plural: part }, 'fleet')).toThrow(UsageError);
      expect(() => collectionPath({ ...machine, group: part }, 'fleet')).toThrow(UsageError);
      expect(() => collectionPath({ ...machine, version: part }, 'fleet')).toThrow(UsageError);
    },
  );

  test('other names are encoded and nothing else', () => {
    expect(objectPath(machine, { namespace: 'fleet', name: 'system:a b' })).toBe(
      '/apis/cluster.x-k8s.io/v1beta2/namespaces/fleet/machines/system%3Aa%20b',
    );
  });
});
