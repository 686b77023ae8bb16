import {
  BlockedError,
  type FoundLease,
  JournalError,
  type KubeObject,
  LockedError,
  PreflightError,
} from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { createMemoryServer } from '../../../../move-core/src/server/memory/memory-server.ts';
import { fakeLibrary, type FakeMove } from '../../testing/fake-library.ts';
import { alice, lease, movedSummary, summary } from '../../testing/moves.ts';
import { sampleEvents } from '../../testing/samples.ts';
import { tsmove } from '../../testing/run.ts';

const env = { POD_NAMESPACE: 'tsmove-system', POD_NAME: 'move-x', POD_UID: 'u1', JOB_NAME: 'move', JOB_UID: 'j1' };
const line = 'job run --to-kubeconfig t.yaml -n fleet';
const own = 'the cluster of the pod';

function cluster() {
  const kinds = ['Pod', 'ConfigMap', 'Event'].map((kind) => ({ group: '', kind }));
  return createMemoryServer({ label: own, kinds });
}

async function run(move: FakeMove = {}, flags = '', server = cluster()) {
  const { library, calls } = fakeLibrary({ events: sampleEvents, ...move, servers: { [own]: server } });
  const ran = await tsmove(`${line} ${flags}`, { library, env });
  const map = await server.get(configMaps, { namespace: 'tsmove-system', name: 'move-status' });
  const data = (map?.['data'] ?? {}) as Readonly<Record<string, string>>;
  const events = await server.list(eventsType, { namespace: 'tsmove-system' });
  return { ...ran, calls, data, map, reasons: events.map((one: KubeObject) => one['reason']), server };
}

const core = { group: '', version: 'v1', namespaced: true, hasStatus: false };
const configMaps = { ...core, kind: 'ConfigMap', plural: 'configmaps' };
const eventsType = { ...core, kind: 'Event', plural: 'events' };

describe('tsmove job run', () => {
  it('begins a move if none is open, signed by its pod, with its journal in the clusters', async () => {
    const { code, calls, data, map, reasons } = await run();
    expect(code).toBe(0);
    expect(calls.stores).toEqual(['source, target', 'source, target']);
    expect(calls.startMove[0]?.by).toMatchObject({
      name: 'pod tsmove-system/move-x',
      boot: 'pod/tsmove-system/move-x/u1',
    });
    expect(JSON.parse(data['shard-0.json'] ?? '')).toMatchObject({
      ...{ state: 'Succeeded', owner: 'j1', pod: 'move-x', clusters: ['prod'], exitCode: 0 },
    });
    expect(data['state']).toBe('Succeeded');
    expect(data['shard-0.prom']).toContain('tsmove_exit_code');
    expect(map?.metadata.ownerReferences).toMatchObject([{ kind: 'Job', name: 'move', uid: 'j1' }]);
    expect([...reasons].sort()).toEqual(['MoveCommitted', 'MoveFinished', 'MoveStarted']);
  });

  it('goes on with the one that is open, and begins no other', async () => {
    const { code, calls } = await run({ clusterJournals: { 'm-9': summary({ moveId: 'm-9' }) } });
    expect(code).toBe(0);
    expect(calls.startMove).toEqual([]);
    expect(calls.resumeMove[0]?.[0]).toBe('m-9');
    expect(calls.resumeMove[0]?.[1].holderIsDead).toBeTypeOf('function');
  });

  it('leaves a move of another scope alone', async () => {
    const { calls } = await run({ clusterJournals: { 'm-9': summary({ scope: { namespace: 'other' } }) } });
    expect(calls.resumeMove).toEqual([]);
    expect(calls.startMove).toHaveLength(1);
  });

  it('is not kept from beginning by a journal that breaks off before its move had begun', async () => {
    const cut = new JournalError('it has no record', { code: 'journal-missing' });
    const { code, calls } = await run({ clusterJournals: { 'm-9': cut } });
    expect(code).toBe(0);
    expect(calls.startMove).toHaveLength(1);
    const damaged = new JournalError('it is damaged', { code: 'journal-damaged' });
    const refused = await run({ clusterJournals: { 'm-9': damaged } });
    expect(refused.code).toBe(2);
    expect(refused.calls.startMove).toEqual([]);
  });

  it('takes away what is left of a move that is over, if a pod had it in hand or its journal says so', async () => {
    const boot = 'pod/tsmove-system/move-w/u0';
    const by = { ...alice, boot };
    const of = (moveId: string, more: object): FoundLease => lease({ moveId, scope: { namespace: 'fleet' }, ...more });
    const { calls } = await run({
      clusterJournals: { 'm-1': movedSummary({ moveId: 'm-1', by: alice }) },
      leases: {
        source: [
          of('m-2', { by }),
          // Whoever has begun these may keep the journal elsewhere, or it is about something else.
          of('m-3', { by: alice }),
          of('m-4', { by, command: 'recover' }),
          of('m-5', { by, scope: { namespace: 'other' } }),
        ],
        target: [of('m-2', { by })],
      },
    });
    expect(calls.clearEnded).toEqual(['m-1', 'm-2']);
  });

  it.each<readonly [string, Error, number, string]>([
    ['another process has the lock', new LockedError('locked'), 75, 'WillRetry'],
    ['objects are blocked', new BlockedError('blocked'), 75, 'WillRetry'],
    ['preflight refuses', new PreflightError([], { phase: 'preflight' }), 3, 'Failed'],
    ['the clusters are others', new LockedError('x', { code: 'wrong-clusters' }), 3, 'Failed'],
  ])('ends with a code that the Job goes by when %s', async (_when, error, exitCode, state) => {
    const { code, data } = await run({ events: [], result: () => Promise.reject(error) });
    expect(code).toBe(exitCode);
    expect(data['state']).toBe(state);
  });

  it('does its work although it may not report', async () => {
    const server = createMemoryServer({ label: own, denies: () => true });
    const { library, calls } = fakeLibrary({ events: sampleEvents, servers: { [own]: server } });
    const { code, stderr } = await tsmove(line, { library, env });
    expect(code).toBe(0);
    expect(calls.startMove).toHaveLength(1);
    expect(stderr).toContain('the status ConfigMap cannot be written, and the move goes on without');
  });

  it('wants to be told what to move, and where', async () => {
    const { library } = fakeLibrary();
    const bare = await tsmove('job run', { library });
    expect(bare.code).toBe(2);
    expect(bare.stderr).toContain('give --namespace');
    expect(bare.stderr).toContain('give --to-kubeconfig FILE');
    const fetching = await tsmove('job run -n fleet --this-side target', { library });
    expect(fetching.stderr).toContain('the move has no source');
  });
});
