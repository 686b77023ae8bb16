import type { KubeObject } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { indexOf, make } from '../testing/objects.ts';
import { inspectAdopted } from './inspect-adopted.ts';

const labels = { addons: 'yes' };
const set = (
  over: Partial<KubeObject['metadata']> = {},
  clusterSelector: KubeObject['spec'] = { matchLabels: labels },
): KubeObject => {
  const made = make('ClusterResourceSet', 's', { spec: { clusterSelector } });
  return { ...made, metadata: { ...made.metadata, ...over } };
};
const cluster = make('Cluster', 'c', { metadata: { labels } });
const binding = make('ClusterResourceSetBinding', 'c', { spec: { clusterName: 'c' } });

function codes(there: KubeObject, ...planned: readonly KubeObject[]): readonly string[] {
  return [...inspectAdopted(there, indexOf(...planned))].map(
    ({ code, ref }) => `${code} ${ref?.kind ?? ''}/${ref?.name ?? ''}`,
  );
}

describe('a ClusterResourceSet that the target has already', () => {
  it('is in the way of a Cluster that it selects and that is bound in the source', () => {
    expect(codes(set(), cluster, binding)).toEqual(['resource-set-active Cluster/c']);
  });

  it('is not while it is paused, whatever the value of the annotation', () => {
    expect(codes(set({ annotations: { 'cluster.x-k8s.io/paused': '' } }), cluster, binding)).toEqual([]);
  });

  it('is not if it selects others, or if nothing was bound', () => {
    expect(codes(set({}, { matchLabels: { addons: 'no' } }), cluster, binding)).toEqual([]);
    expect(codes(set(), cluster)).toEqual([]);
    expect(codes(set({ namespace: 'other' }), cluster, binding)).toEqual([]);
  });

  it('is the only kind of which that is true', () => {
    expect(codes(make('ClusterClass', 's'), cluster, binding)).toEqual([]);
  });
});
