import type { Hold, JsonValue, KubeObject } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { make, type Fields } from '../testing/objects.ts';
import { holds } from './holds.ts';

/** The row that names the kind, or the one for every kind. */
function rowOf(kind: string): Hold {
  const row = holds.find(({ kinds }) => kinds.some((selector) => selector.kind === kind)) ?? holds.at(-1);
  if (row === undefined) throw new Error('no row');
  return row;
}

function pause(object: KubeObject): unknown {
  return rowOf(object.kind).pause?.(object);
}

function awaits(kind: string, fields: Fields): string | undefined {
  return rowOf(kind).awaits?.(make(kind, 'x', fields));
}

const pausedAt = (observedGeneration: number): JsonValue => ({
  conditions: [{ type: 'Paused', status: 'True', reason: 'Paused', observedGeneration }],
});

describe('the hold table', () => {
  it('pauses Clusters by their field, classes and resource sets by their annotation', () => {
    expect(pause(make('Cluster', 'c', { spec: {} }))).toEqual({ spec: { paused: true } });
    expect(pause(make('Cluster', 'c', { spec: { paused: false } }))).toEqual({ spec: { paused: true } });
    const annotate = { metadata: { annotations: { 'cluster.x-k8s.io/paused': '' } } };
    expect(pause(make('ClusterClass', 'k'))).toEqual(annotate);
    expect(pause(make('ClusterResourceSet', 'r', { metadata: { annotations: { other: 'x' } } }))).toEqual(annotate);
  });

  it('changes nothing on what the user has paused', () => {
    const annotations = { 'cluster.x-k8s.io/paused': 'by hand' };
    expect(pause(make('Cluster', 'c', { spec: { paused: true } }))).toEqual({});
    expect(pause(make('ClusterClass', 'k', { metadata: { annotations } }))).toEqual({});
    expect(pause(make('ClusterResourceSet', 'r', { metadata: { annotations } }))).toEqual({});
  });

  it('pauses a Cluster by its field even if it has the annotation, which its Machines do not look at', () => {
    const annotations = { 'cluster.x-k8s.io/paused': '' };
    expect(pause(make('Cluster', 'c', { metadata: { annotations } }))).toEqual({ spec: { paused: true } });
  });

  it('releases classes before Clusters and these before resource sets', () => {
    const order = ['ClusterClass', 'Cluster', 'ClusterResourceSet'].map((kind) => rowOf(kind).releaseOrder ?? 0);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(3);
  });

  it('holds every other kind by its Cluster, and some not at all', () => {
    expect(rowOf('Machine')).toMatchObject({ by: 'cluster', kinds: [{}] });
    expect(rowOf('ClusterResourceSetBinding').by).toBe('none');
    expect(rowOf('ExtensionConfig')).toMatchObject({ by: 'none', stopsDeletion: false });
  });
});

describe('a held object', () => {
  it.each<[title: string, fields: Fields, phrase: string | undefined]>([
    ['is quiet without the condition Paused', { status: { conditions: [] } }, undefined],
    ['is quiet without a status', {}, undefined],
    [
      'is quiet once the condition is True',
      { status: { conditions: [{ type: 'Paused', status: 'True' }] } },
      undefined,
    ],
    [
      'is not quiet before',
      { status: { conditions: [{ type: 'Paused', status: 'False' }] } },
      'the Paused condition is not yet True',
    ],
    ['is quiet at the observed generation', { metadata: { generation: 3 }, status: pausedAt(3) }, undefined],
    [
      'is not quiet at an older one',
      { metadata: { generation: 3 }, status: pausedAt(2) },
      'the Paused condition is not yet up to date',
    ],
    [
      'of v1beta1 says so among its newer conditions',
      {
        status: {
          conditions: [{ type: 'Paused', status: 'False' }],
          v1beta2: { conditions: [{ type: 'Paused', status: 'True' }] },
        },
      },
      undefined,
    ],
  ])('%s', (_title, fields, phrase) => {
    for (const kind of ['Machine', 'Cluster', 'ClusterClass', 'ClusterResourceSet'])
      expect(awaits(kind, fields)).toBe(phrase);
  });

  it('that cannot be held is not waited for', () => {
    expect(
      awaits('ExtensionConfig', { status: { conditions: [{ type: 'Paused', status: 'False' }] } }),
    ).toBeUndefined();
  });
});

describe('a Cluster with a topology', () => {
  const paused = { type: 'Paused', status: 'True' };
  const notYet = 'the TopologyReconciled condition does not yet show the pause';

  it.each<
    [title: string, conditions: readonly Readonly<Record<string, string | number>>[], phrase: string | undefined]
  >([
    ['is quiet without the condition TopologyReconciled', [paused], undefined],
    [
      'is not quiet while that is True',
      [paused, { type: 'TopologyReconciled', status: 'True', reason: 'ReconcileSucceeded' }],
      notYet,
    ],
    [
      'is quiet once it shows the pause',
      [paused, { type: 'TopologyReconciled', status: 'False', reason: 'Paused' }],
      undefined,
    ],
    [
      'is not quiet if it shows an older pause',
      [paused, { type: 'TopologyReconciled', status: 'False', reason: 'Paused', observedGeneration: 4 }],
      notYet,
    ],
    [
      'is quiet where controllers are too old to show a pause',
      [{ type: 'TopologyReconciled', status: 'True' }],
      undefined,
    ],
    [
      'waits for its first controller first',
      [
        { type: 'Paused', status: 'False' },
        { type: 'TopologyReconciled', status: 'True' },
      ],
      'the Paused condition is not yet True',
    ],
  ])('%s', (_title, conditions, phrase) => {
    const spec = { topology: { classRef: { name: 'k' } } };
    expect(awaits('Cluster', { metadata: { generation: 5 }, spec, status: { conditions } })).toBe(phrase);
  });

  it('is the only one to be asked', () => {
    const status = { conditions: [paused, { type: 'TopologyReconciled', status: 'True' }] };
    expect(awaits('Cluster', { spec: {}, status })).toBeUndefined();
  });
});
