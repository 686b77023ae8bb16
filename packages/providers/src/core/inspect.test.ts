import type { JsonValue, KubeObject } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { make } from '../testing/objects.ts';
import { core } from './core.ts';
import { inspect } from './inspect.ts';

function codes(object: KubeObject): readonly string[] {
  return [...inspect(object)].map(({ code }) => code);
}

const ready = {
  initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
  conditions: [{ type: 'ControlPlaneInitialized', status: 'True' }],
};
const controlPlaneRef = { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: 'c' };

describe('a Cluster', () => {
  it.each<[title: string, status: JsonValue | undefined, codes: readonly string[]]>([
    ['is settled', ready, []],
    ['has no status', undefined, ['cluster-not-provisioned']],
    [
      'has no infrastructure yet',
      { ...ready, initialization: { controlPlaneInitialized: true } },
      ['cluster-not-provisioned'],
    ],
    ['lacks the condition', { ...ready, conditions: [] }, ['control-plane-not-initialized']],
    [
      'has the condition, but False',
      { ...ready, conditions: [{ type: 'ControlPlaneInitialized', status: 'False' }] },
      ['control-plane-not-initialized'],
    ],
    [
      'has the condition, but not the field',
      { ...ready, initialization: { infrastructureProvisioned: true } },
      ['control-plane-not-initialized'],
    ],
  ])('that %s gives %j %j (D6)', (_title, status, expected) => {
    expect(
      codes(make('Cluster', 'c', { spec: { controlPlaneRef }, ...(status === undefined ? {} : { status }) })),
    ).toEqual(expected);
  });

  it('without a control plane of its own needs no more than the condition (D6.3)', () => {
    const status = { ...ready, initialization: { infrastructureProvisioned: true } };
    expect(codes(make('Cluster', 'c', { spec: {}, status }))).toEqual([]);
    expect(codes(make('Cluster', 'c', { spec: { controlPlaneRef: {} }, status }))).toEqual([]);
  });

  it('of v1beta1 has other fields (D6.5)', () => {
    const conditions = [{ type: 'ControlPlaneInitialized', status: 'True', severity: '' }];
    const old = (status: JsonValue): readonly string[] =>
      codes(
        make('Cluster', 'c', {
          apiVersion: 'cluster.x-k8s.io/v1beta1',
          spec: { controlPlaneRef: { kind: 'X' } },
          status,
        }),
      );
    expect(old({ infrastructureReady: true, controlPlaneReady: true, conditions })).toEqual([]);
    expect(old({ infrastructureReady: true, conditions })).toEqual(['control-plane-not-initialized']);
    expect(old({ controlPlaneReady: true, conditions })).toEqual(['cluster-not-provisioned']);
  });

  it.each<[title: string, fields: Parameters<typeof make>[2]]>([
    ['its field', { spec: { paused: true } }],
    ['its annotation, of any value', { metadata: { annotations: { 'cluster.x-k8s.io/paused': 'false' } } }],
  ])('is paused by %s (D7)', (_title, fields) => {
    expect(codes(make('Cluster', 'c', { status: ready, ...fields }))).toEqual(['cluster-paused']);
  });

  it('is not paused by a field that is false', () => {
    expect(codes(make('Cluster', 'c', { status: ready, spec: { paused: false } }))).toEqual([]);
  });

  it('that a move has paused says which', () => {
    const annotations = { 'tsmove.dev/paused-by': 'm-17', 'cluster.x-k8s.io/paused': '' };
    const [finding, ...others] = inspect(
      make('Cluster', 'c', { status: ready, spec: { paused: true }, metadata: { annotations } }),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'held-by-move', severity: 'error', ref: { kind: 'Cluster', name: 'c' } });
    expect(finding?.message).toContain('m-17');
  });
});

describe('other kinds', () => {
  it('of classes may be paused (D8), or held by a move', () => {
    const paused = { 'cluster.x-k8s.io/paused': '' };
    expect(codes(make('ClusterClass', 'shared/k', { metadata: { annotations: paused } }))).toEqual([
      'clusterclass-paused',
    ]);
    expect(
      codes(make('ClusterClass', 'k', { metadata: { annotations: { ...paused, 'tsmove.dev/paused-by': 'm' } } })),
    ).toEqual(['held-by-move']);
    expect(codes(make('ClusterClass', 'k'))).toEqual([]);
  });

  it('of resource sets may be paused without a word, unless by a move', () => {
    const annotations = { 'cluster.x-k8s.io/paused': '' };
    expect(codes(make('ClusterResourceSet', 'r', { metadata: { annotations } }))).toEqual([]);
    expect(
      codes(
        make('ClusterResourceSet', 'r', { metadata: { annotations: { ...annotations, 'tsmove.dev/paused-by': 'm' } } }),
      ),
    ).toEqual(['held-by-move']);
  });

  it('of Machines need a Node (D6.4)', () => {
    expect(codes(make('Machine', 'm', { status: { nodeRef: { name: 'n' } } }))).toEqual([]);
    expect(codes(make('Machine', 'm', { status: { nodeRef: { name: '' } } }))).toEqual(['machine-without-node']);
    expect(codes(make('Machine', 'm'))).toEqual(['machine-without-node']);
    expect(codes(make('Machine', 'm', { apiVersion: 'example.io/v1' }))).toEqual([]);
  });
});

describe('the annotation block-move', () => {
  it('blocks with any value', () => {
    const blocked = (value: string): string | undefined =>
      core.blockedBy?.(
        make('Machine', 'm', { metadata: { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': value } } }),
      );
    expect(blocked('')).toContain('block-move');
    expect(blocked('false')).toContain('block-move');
    expect(core.blockedBy?.(make('Machine', 'm'))).toBeUndefined();
  });
});
