import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { Hold } from '../provider/types.ts';
import { projectManagers, withTargetOwners } from './project-managers.ts';
import { projectObject, type ProjectionContext } from './project-object.ts';
import { projectStatus } from './project-status.ts';

const pristine: KubeObject = {
  apiVersion: 'cluster.x-k8s.io/v1beta2',
  kind: 'Machine',
  metadata: {
    name: 'm',
    namespace: 'fleet',
    generateName: 'm-',
    uid: 'source-m',
    resourceVersion: '7',
    generation: 2,
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{ manager: 'kubectl' }],
    labels: { a: 'b' },
    annotations: { c: 'd' },
    finalizers: ['machine.cluster.x-k8s.io'],
    ownerReferences: [
      {
        apiVersion: 'cluster.x-k8s.io/v1beta1',
        kind: 'MachineSet',
        name: 's',
        uid: 'source-s',
        controller: true,
        odd: 1,
      },
      { apiVersion: 'v1', kind: 'Secret', name: 'shim', uid: 'gone' },
    ],
    unknown: { kept: null },
  },
  spec: { providerID: 'x', big: 9007199254740993n },
  status: { phase: 'Running' },
};

function context(over: Partial<ProjectionContext> = {}): ProjectionContext {
  return {
    moveId: 'id',
    providers: [],
    hold: undefined,
    copiesMetadata: false,
    hasStatusSubresource: true,
    owner: (uid) => (uid === 'gone' ? undefined : { uid: `target-of-${uid}`, apiVersion: 'cluster.x-k8s.io/v1beta2' }),
    ...over,
  };
}

describe('the object to create', () => {
  test('keeps every value but what a server sets, and names its owners as the target knows them', () => {
    expect(projectObject(pristine, context())).toEqual({
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Machine',
      metadata: {
        name: 'm',
        namespace: 'fleet',
        labels: { a: 'b' },
        annotations: { c: 'd', 'tsmove.dev/move': 'id' },
        finalizers: ['machine.cluster.x-k8s.io'],
        ownerReferences: [
          {
            apiVersion: 'cluster.x-k8s.io/v1beta2',
            kind: 'MachineSet',
            name: 's',
            uid: 'target-of-source-s',
            controller: true,
            odd: 1,
          },
        ],
        unknown: { kept: null },
      },
      spec: { providerID: 'x', big: 9007199254740993n },
    });
  });

  test('carries status in the create itself where the kind has no status subresource', () => {
    expect(projectObject(pristine, context({ hasStatusSubresource: false })).status).toEqual({ phase: 'Running' });
  });

  test('is held from birth', () => {
    const hold: Hold = { kinds: [{}], by: 'self', pause: () => ({ spec: { paused: true } }), stopsDeletion: true };
    expect(projectObject(pristine, context({ hold })).spec).toMatchObject({ paused: true, providerID: 'x' });
  });

  test('goes without our mark where there is no room for one more annotation', () => {
    const full = { ...pristine, metadata: { ...pristine.metadata, annotations: { big: 'x'.repeat(262_141) } } };
    expect(Object.keys(projectObject(full, context()).metadata.annotations ?? {})).toEqual(['big']);
  });

  test('goes without our mark where controllers would copy it on', () => {
    const object = projectObject(pristine, context({ copiesMetadata: true }));
    expect(object.metadata.annotations).toEqual({ c: 'd' });
  });

  test('goes without our mark where it has no annotations, for a manager may own the empty map', () => {
    const { annotations: _none, ...metadata } = pristine.metadata;
    expect(projectObject({ ...pristine, metadata }, context()).metadata).not.toHaveProperty('annotations');
  });

  test('is what a provider makes of it', () => {
    const provider = { name: 'p', project: (draft: KubeObject): KubeObject => ({ ...draft, spec: { changed: true } }) };
    expect(projectObject(pristine, context({ providers: [provider] })).spec).toEqual({ changed: true });
  });
});

describe('the status to write', () => {
  const generations = { sourceBeforePause: 5, target: 1 };

  test('says up to date in the count of the target where the source was up to date before the pause', () => {
    expect(projectStatus({ observedGeneration: 5, ready: true }, generations)).toEqual({
      observedGeneration: 1,
      ready: true,
    });
  });

  test('says never observed where the source lagged', () => {
    expect(projectStatus({ observedGeneration: 4, ready: true }, generations)).toEqual({ ready: true });
  });

  test('treats each condition by itself, in every format, and keeps nulls', () => {
    const conditions = [
      { type: 'A', observedGeneration: 6 },
      { type: 'B', observedGeneration: 2 },
      { type: 'C', reason: null },
    ];
    const projected = [{ type: 'A', observedGeneration: 1 }, { type: 'B' }, { type: 'C', reason: null }];
    expect(projectStatus({ conditions, deprecated: { v1beta1: { conditions } } }, generations)).toEqual({
      conditions: projected,
      deprecated: { v1beta1: { conditions: projected } },
    });
  });
});

describe('the field managers to restore', () => {
  const entry = (manager: string, subresource?: string): JsonObject => ({
    manager,
    ...(subresource === undefined ? {} : { subresource }),
  });

  test('are those of the source without ours', () => {
    const object = { ...pristine, metadata: { ...pristine.metadata, managedFields: [entry('a'), entry('tsmove-id')] } };
    expect(projectManagers(object, undefined, 'id')).toEqual([entry('a')]);
  });

  test('of a held object are those from before the hold, and the status managers of now', () => {
    const now = [entry('a'), entry('tsmove-id'), entry('manager', 'status')];
    const object = { ...pristine, metadata: { ...pristine.metadata, managedFields: now } };
    const before = [entry('topology'), entry('old', 'status')];
    expect(projectManagers(object, before, 'id')).toEqual([entry('topology'), entry('manager', 'status')]);
  });

  test('name owners by their UIDs in the target, and leave what they do not know', () => {
    const owners = (uid: string): JsonObject => ({
      manager: 'kcp',
      fieldsV1: { 'f:metadata': { 'f:labels': {}, 'f:ownerReferences': { '.': {}, [`k:{"uid":"${uid}"}`]: {} } } },
    });
    const uidOf = (uid: string): string | undefined => (uid === 'here' ? 'there' : undefined);
    expect(withTargetOwners([owners('here'), owners('gone'), entry('a')], uidOf)).toEqual([
      owners('there'),
      owners('gone'),
      entry('a'),
    ]);
  });
});
