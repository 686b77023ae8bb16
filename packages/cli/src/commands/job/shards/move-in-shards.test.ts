import { LockedError } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { createMemoryServer } from '../../../../../move-core/src/server/memory/memory-server.ts';
import { fakeLibrary, type FakeMove } from '../../../testing/fake-library.ts';
import { summary } from '../../../testing/moves.ts';
import { tsmove } from '../../../testing/run.ts';
import { assignmentKey, assignmentName } from '../../../job/shards/assignment.ts';
import { configMaps } from '../../../job/types.ts';

const job = { POD_NAMESPACE: 'tsmove-system', JOB_NAME: 'move', JOB_UID: 'j1' };
const own = 'the cluster of the pod';

async function run(shard: number, shards: readonly (readonly string[])[], move: FakeMove = {}, flags = '') {
  const kinds = ['Pod', 'ConfigMap', 'Event'].map((kind) => ({ group: '', kind }));
  const server = createMemoryServer({ label: own, kinds });
  const { library, calls } = fakeLibrary({ events: [], shards, ...move, servers: { [own]: server } });
  const index = shard.toString();
  const env = { ...job, POD_NAME: `move-${index}`, POD_UID: `u${index}`, JOB_COMPLETION_INDEX: index };
  const line = `job run --to-kubeconfig t.yaml -n fleet --shards ${shards.length.toString()} ${flags}`;
  const ran = await tsmove(line, { library, env });
  const map = await server.get(configMaps, { namespace: 'tsmove-system', name: assignmentName('move') });
  const status = await server.get(configMaps, { namespace: 'tsmove-system', name: 'move-status' });
  const data = (status?.['data'] ?? {}) as Readonly<Record<string, string>>;
  const agreed = ((map?.['data'] ?? {}) as Readonly<Record<string, string>>)[assignmentKey];
  return { ...ran, calls, agreed, summary: JSON.parse(data['summary.json'] ?? 'null') as unknown };
}

describe('tsmove job run --shards', () => {
  it('lays down who moves what before anything moves, and ends at once if that is nothing for it', async () => {
    const { code, agreed, calls, summary: told } = await run(1, [['a'], []]);
    expect(code).toBe(0);
    expect(JSON.parse(agreed ?? '')).toMatchObject({ owner: 'j1', namespace: 'fleet', shards: [['a'], []] });
    expect(calls.startMove).toEqual([]);
    expect(told).toMatchObject({ state: 'Running', shards: 2, succeeded: 1 });
  });

  it('goes on with the move of its own shard, and leaves that of another alone', async () => {
    const scope = { namespace: 'fleet', clusters: ['a'] };
    const { calls } = await run(0, [['a'], ['b']], {
      clusterJournals: {
        'm-0': summary({ moveId: 'm-0', scope: { ...scope, shard: 'shard-0' } }),
        'm-1': summary({ moveId: 'm-1', scope: { ...scope, shard: 'shard-1' } }),
      },
      // Once is enough: the journal of the fake does not end.
      result: () => Promise.reject(new LockedError('still there', { code: 'wrong-clusters' })),
    });
    expect(calls.resumeMove.map(([moveId]) => moveId)).toEqual(['m-0']);
  });

  it.each([
    ['--cluster a', '--cluster'],
    ['--per-cluster', '--per-cluster'],
    ['--on-conflict skip', '--on-conflict'],
    ['--keep-in-source machines.cluster.x-k8s.io', '--keep-in-source'],
  ])('refuses %s', async (flags, words) => {
    const { code, stderr } = await run(0, [['a'], ['b']], {}, flags);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  it('is for the pods of an Indexed Job, as many as there are shards', async () => {
    const { library } = fakeLibrary();
    const outside = await tsmove('job run --to-kubeconfig t.yaml -n fleet --shards 2', { library });
    expect(outside.code).toBe(2);
    expect(outside.stderr).toContain('Indexed Job');
    expect((await run(2, [['a'], ['b']])).code).toBe(2);
  });

  it('is a move without shards if there is only one', async () => {
    const { code, agreed, calls } = await run(0, [['a']]);
    expect(code).toBe(0);
    expect(agreed).toBeUndefined();
    expect(calls.startMove).toHaveLength(1);
  });
});
