import { buildGraph, type KubeObject, type ObjectIndex } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import appliances from './custom-provider.ts';

function make(
  apiVersion: string,
  kind: string,
  name: string,
  fields: Omit<Partial<KubeObject>, 'metadata'> = {},
): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: 'fleet', uid: `${kind}/${name}` }, ...fields };
}

const box: KubeObject = {
  ...make('appliances.example.com/v1', 'Appliance', 'box', { spec: { passwordSecret: 'password' } }),
  metadata: {
    name: 'box',
    namespace: 'fleet',
    uid: 'Appliance/box',
    labels: { 'cluster.x-k8s.io/cluster-name': 'c' },
  },
};
const cluster = make('cluster.x-k8s.io/v1beta2', 'Cluster', 'c');

function indexOf(...objects: readonly KubeObject[]): ObjectIndex {
  const types = objects.map(({ apiVersion, kind }) => {
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    const more = { moveLabel: false, moveHierarchyLabel: false, labelled: true };
    return { group, version, kind, plural: `${kind.toLowerCase()}s`, namespaced: true, hasStatus: true, ...more };
  });
  const nothing = { elsewhere: [], dependents: [], owners: new Map(), inventory: [], namespaces: [], unlistable: [] };
  const source = { url: 'https://source.example', systemUid: 's', version: 'v1.34.4' };
  return buildGraph({ cluster: source, namespace: 'fleet', types, objects, ...nothing }, []).index;
}

describe('the example of a provider', () => {
  it('relates a box to its Cluster, and a Secret to the box', () => {
    const secret = make('v1', 'Secret', 'password');
    const other = make('v1', 'Secret', 'other');
    const index = indexOf(cluster, box, secret, other);
    const owners = (object: KubeObject): readonly (string | undefined)[] =>
      [...(appliances.relate?.(object, index) ?? [])].map(({ owner }) => owner.metadata.uid);
    expect([box, secret, other, cluster].map(owners)).toEqual([['Cluster/c'], ['Appliance/box'], [], []]);
  });

  it('freezes a box, waits until it is frozen, and leaves one alone that is', () => {
    const [hold] = appliances.holds ?? [];
    const frozen = { metadata: { annotations: { 'appliances.example.com/frozen': '' } } };
    expect(hold?.pause?.(box)).toEqual(frozen);
    expect(hold?.pause?.({ ...box, metadata: { ...box.metadata, ...frozen.metadata } })).toEqual({});
    expect(hold?.awaits?.({ ...box, status: { phase: 'Ready' } })).toBe('the box is not frozen yet');
    expect(hold?.awaits?.({ ...box, status: { phase: 'Frozen' } })).toBeUndefined();
  });

  it('refuses a box that is being installed', () => {
    const codes = (phase: string): readonly string[] =>
      [...(appliances.inspect?.({ ...box, status: { phase } }, indexOf(box), { fate: 'move' }) ?? [])].map(
        ({ code }) => code,
      );
    expect(codes('Installing')).toEqual(['appliance-installing']);
    expect(codes('Ready')).toEqual([]);
  });
});
