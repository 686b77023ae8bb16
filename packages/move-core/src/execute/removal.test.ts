import { defaults } from '../defaults.ts';
import { describe, expect, test, vi } from 'vitest';
import { ApiError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ApiServer } from '../server/types.ts';
import { createMemoryServer, type MemoryServer } from '../server/memory/memory-server.ts';
import { removeObject, type Removal } from './removal.ts';

const type: ResourceType = {
  group: 'cluster.x-k8s.io',
  version: 'v1beta2',
  kind: 'Machine',
  plural: 'machines',
  namespaced: true,
  hasStatus: true,
};
const key = { namespace: 'fleet', name: 'm' };
const ref = { group: type.group, version: type.version, kind: type.kind, ...key };

function serverWith(finalizers: readonly string[]): { readonly server: MemoryServer; readonly machine: KubeObject } {
  const server = createMemoryServer({
    kinds: [{ group: 'cluster.x-k8s.io', kind: 'Machine', versions: [{ name: 'v1beta2' }] }],
  });
  const machine = server.put({
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Machine',
    metadata: { ...key, finalizers, annotations: { kept: 'yes' } },
    spec: { clusterName: 'a' },
  });
  return { server, machine };
}

function removal(baseline: KubeObject, over: Partial<Removal> = {}): Removal {
  return {
    type,
    ref,
    baseline,
    mayChange: [],
    heldThroughDeletion: false,
    fieldManager: 'tsmove-test',
    onDenied: () => undefined,
    rest: () => Promise.resolve(),
    ...over,
  };
}

/** Something that a controller does between the two requests of the first `times` rounds. */
function meddling(server: MemoryServer, times: number, meddle: (current: KubeObject) => KubeObject): ApiServer {
  let left = times;
  return {
    ...server,
    mergePatch: async (kind, object, ...rest) => {
      const patched = await server.mergePatch(kind, object, ...rest);
      left -= 1;
      const current = await server.get(kind, object);
      if (left >= 0 && current !== undefined) server.put(meddle(current));
      return patched;
    },
  };
}

const withFinalizer = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, finalizers: ['machine.cluster.x-k8s.io'] },
});

describe('removing an object', () => {
  test('takes the finalizers off and announces the move in one patch, and then deletes what that answered', async () => {
    const { server, machine } = serverWith(['machine.cluster.x-k8s.io']);
    const patch = vi.spyOn(server, 'mergePatch');
    await removeObject(server, removal(machine));
    expect(patch.mock.calls.map(([, , body]) => body)).toEqual([
      {
        metadata: {
          name: 'm',
          resourceVersion: machine.metadata.resourceVersion,
          finalizers: [],
          annotations: { 'clusterctl.cluster.x-k8s.io/delete-for-move': '' },
        },
      },
    ]);
    expect(server.writes).toEqual(['patch Machine m', 'delete Machine m']);
    expect(await server.get(type, key)).toBeUndefined();
  });

  test('makes the server forget the managers in the same patch where it is told to', async () => {
    const { server, machine } = serverWith(['machine.cluster.x-k8s.io']);
    const patch = vi.spyOn(server, 'mergePatch');
    await removeObject(server, { ...removal(machine), forgetsManagers: true });
    const [stripped] = await Promise.all(patch.mock.results.map(({ value }) => value as Promise<KubeObject>));
    expect(machine.metadata.managedFields).not.toEqual([]);
    expect(stripped?.metadata.managedFields ?? []).toEqual([]);
    expect(server.writes).toEqual(['patch Machine m', 'delete Machine m']);
  });

  test('is one request for an object without finalizers', async () => {
    const { server, machine } = serverWith([]);
    await removeObject(server, removal(machine));
    expect(server.writes).toEqual(['delete Machine m']);
  });

  test('announces the move to a webhook that denies a deletion without it', async () => {
    const { server, machine } = serverWith([]);
    const words = 'admission webhook "validation.machine.test" denied the request: not part of a move';
    await removeObject(
      {
        ...server,
        delete: async (...call) => {
          const there = await server.get(type, key);
          if (there?.metadata.annotations?.['clusterctl.cluster.x-k8s.io/delete-for-move'] === '') {
            return server.delete(...call);
          }
          throw new ApiError(`source answered 403: ${words}`, { status: 403, reason: 'Forbidden', words });
        },
      },
      removal(machine),
    );
    expect(server.writes).toEqual(['patch Machine m', 'delete Machine m']);
  });

  test('starts again when a controller has put its finalizer back, and never deletes with it', async () => {
    const { server, machine } = serverWith(['machine.cluster.x-k8s.io']);
    const seen: (string | undefined)[] = [];
    const put = server.put.bind(server);
    const watched = meddling({ ...server, put }, 3, withFinalizer);
    await removeObject(
      {
        ...watched,
        delete: async (...call) => {
          const answer = await server.delete(...call);
          seen.push((await server.get(type, key))?.metadata.deletionTimestamp);
          return answer;
        },
      },
      removal(machine),
    );
    expect(seen).toEqual([undefined]);
    expect(server.writes.filter((line) => line.startsWith('delete'))).toHaveLength(4);
    expect(await server.get(type, key)).toBeUndefined();
  });

  test('stops when anything else has changed, and the object is still there', async () => {
    const { server, machine } = serverWith(['machine.cluster.x-k8s.io']);
    const meddled = meddling(server, 1, (object) => ({ ...object, spec: { clusterName: 'b' } }));
    await expect(removeObject(meddled, removal(machine))).rejects.toMatchObject({
      name: 'StalePlanError',
      message: 'Machine fleet/m: it was changed before it could be deleted: /spec/clusterName changed',
    });
    expect(await server.get(type, key)).toBeDefined();
  });

  test('goes on when only what the controller may write while it is held has changed', async () => {
    const { server, machine } = serverWith(['machine.cluster.x-k8s.io']);
    const meddled = meddling(server, 1, (object) => ({ ...object, spec: { clusterName: 'b' } }));
    await removeObject(meddled, removal(machine, { mayChange: ['/spec'] }));
    expect(await server.get(type, key)).toBeUndefined();
  });

  test('stops at another object of the same name', async () => {
    const { server, machine } = serverWith([]);
    server.put({ ...machine, metadata: { ...machine.metadata, uid: 'another' } });
    await expect(removeObject(server, removal(machine))).rejects.toMatchObject({ name: 'StalePlanError' });
    expect((await server.get(type, key))?.metadata.uid).toBe('another');
  });

  test('is content with an object that is gone already', async () => {
    const { server, machine } = serverWith([]);
    await server.delete(type, key, { uid: String(machine.metadata.uid) });
    await removeObject(server, removal(machine));
    expect(await server.get(type, key)).toBeUndefined();
  });

  test('tries again while a webhook that reads a cache denies it, and tells its words', async () => {
    const { server, machine } = serverWith([]);
    const words = 'admission webhook "validation.machine.test" denied the request: still used';
    let denials = 2;
    const told: string[] = [];
    await removeObject(
      {
        ...server,
        delete: (...call) => {
          denials -= 1;
          return denials >= 0
            ? Promise.reject(new ApiError(`source answered 403: ${words}`, { status: 403, reason: 'Forbidden', words }))
            : server.delete(...call);
        },
      },
      removal(machine, { onDenied: (because) => told.push(because) }),
    );
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('still used');
    expect(await server.get(type, key)).toBeUndefined();
  });

  test('gives up on a controller that never gives in, unless its kind leaves held objects alone', async () => {
    const stubborn = serverWith(['machine.cluster.x-k8s.io']);
    const always = meddling(stubborn.server, Number.POSITIVE_INFINITY, withFinalizer);
    await expect(removeObject(always, removal(stubborn.machine))).rejects.toMatchObject({
      name: 'VerifyError',
      message: 'Machine fleet/m: a controller keeps putting its finalizer back, so it was not deleted',
    });
    const there = await stubborn.server.get(type, key);
    expect(there?.metadata.deletionTimestamp).toBeUndefined();

    const held = serverWith(['machine.cluster.x-k8s.io']);
    // From the last patch on it is deleted, so that the finalizer is not put back any more.
    const untilTheLast = meddling(held.server, defaults.removalRounds, withFinalizer);
    await removeObject(untilTheLast, removal(held.machine, { heldThroughDeletion: true }));
    expect(await held.server.get(type, key)).toBeUndefined();
  });
});
