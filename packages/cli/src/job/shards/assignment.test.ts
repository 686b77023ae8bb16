import { describe, expect, it } from 'vitest';
import { createMemoryServer } from '../../../../move-core/src/server/memory/memory-server.ts';
import type { Pod } from '../pod.ts';
import { configMaps } from '../types.ts';
import { agreeOnAssignment } from './assignment-map.ts';
import { parseAssignment, remainderOf } from './assignment.ts';

const pod: Pod = {
  ...{ namespace: 'tsmove-system', name: 'move-0-x', uid: 'u1', shard: 0 },
  job: { name: 'move', uid: 'j1' },
};
const key = { namespace: 'tsmove-system', name: 'move-shards' };

function cluster() {
  return createMemoryServer({ label: 'own', kinds: [{ group: '', kind: 'ConfigMap' }] });
}

function agree(server: ReturnType<typeof cluster>, shards: readonly (readonly string[])[], as: Pod = pod) {
  const propose = () => Promise.resolve({ shards, shared: ['ClusterClass/c'] });
  return agreeOnAssignment({ server, pod: as, namespace: 'fleet', shards: shards.length, propose });
}

describe('who moves what', () => {
  it('is what the first pod has laid down, for whoever comes later with something else', async () => {
    const server = cluster();
    expect((await agree(server, [['a'], ['b']])).shards).toEqual([['a'], ['b']]);
    expect((await agree(server, [['b'], []], { ...pod, name: 'move-1-y', uid: 'u2' })).shards).toEqual([['a'], ['b']]);
    const map = await server.get(configMaps, key);
    expect(map?.metadata.ownerReferences).toMatchObject([{ kind: 'Job', name: 'move', uid: 'j1' }]);
  });

  it('is the same for pods that come at the same time', async () => {
    const server = cluster();
    const agreed = await Promise.all(
      [
        [['a'], ['b']],
        [['b'], ['a']],
        [[], ['a', 'b']],
      ].map((one) => agree(server, one)),
    );
    expect(new Set(agreed.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('does not count if another Job of this name has laid it down, and is asked for again later', async () => {
    const server = cluster();
    await agree(server, [['a']]);
    const next = { ...pod, job: { name: 'move', uid: 'j2' } };
    await expect(agree(server, [['a']], next)).rejects.toMatchObject({ exitCode: 75 });
  });

  it('cannot be divided anew by another number of shards', async () => {
    const server = cluster();
    await agree(server, [['a'], ['b']]);
    await expect(agree(server, [['a'], ['b'], []])).rejects.toMatchObject({ exitCode: 3 });
  });

  it.each([
    'no JSON',
    'null',
    '{}',
    '{"formatVersion":2,"owner":"j1","namespace":"fleet","shards":[["a"]],"shared":[]}',
    '{"formatVersion":1,"owner":"j1","namespace":"fleet","shards":["a"],"shared":[]}',
    '{"formatVersion":1,"owner":"j1","namespace":"fleet","shards":[[1]],"shared":[]}',
  ])('is not guessed at when somebody has changed it: %s', async (text) => {
    const server = cluster();
    await server.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: key,
      data: { 'shards.json': text },
    });
    expect(parseAssignment(text)).toBeUndefined();
    await expect(agree(server, [['a']])).rejects.toMatchObject({ exitCode: 3 });
  });

  it('tells whose Clusters are still to move, and which are of no shard', () => {
    expect(remainderOf({ shards: [['a'], ['b']] }, ['b', 'late'])).toEqual({ waiting: ['b'], unassigned: ['late'] });
  });
});
