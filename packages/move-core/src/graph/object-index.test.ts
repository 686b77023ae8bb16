import { describe, expect, it } from 'vitest';
import { drawSnapshot } from '../testing/drawing.ts';
import { createObjectIndex } from './object-index.ts';

const { objects } = drawSnapshot('Cluster/b\nCluster/a\nSecret/s\nCluster/c@other\nIdentity/i', {
  kinds: { Identity: { namespaced: false } },
});
const index = createObjectIndex(objects);

describe('the object index', () => {
  it('finds an object by its UID', () => {
    expect(index.byUid('Cluster/a')?.metadata.name).toBe('a');
    expect(index.byUid('Cluster/x')).toBeUndefined();
  });

  it('finds an object by kind, namespace and name, whatever its version', () => {
    expect(index.find('cluster.x-k8s.io', 'Cluster', 'other', 'c')?.metadata.uid).toBe('Cluster/c@other');
    expect(index.find('cluster.x-k8s.io', 'Cluster', 'fleet', 'c')).toBeUndefined();
    expect(index.find('other.io', 'Cluster', 'fleet', 'a')).toBeUndefined();
    expect(index.find('', 'Secret', 'fleet', 's')).toBeDefined();
    expect(index.find('infrastructure.cluster.x-k8s.io', 'Identity', undefined, 'i')).toBeDefined();
  });

  it('lists a kind in the order of references', () => {
    expect(index.ofKind('cluster.x-k8s.io', 'Cluster').map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
    expect(index.ofKind('cluster.x-k8s.io', 'Machine')).toEqual([]);
  });
});
