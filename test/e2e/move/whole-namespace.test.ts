import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import { deletionAlarm } from '../../support/stand-ins/deletion-alarm.ts';
import { finalizerKeeper } from '../../support/stand-ins/finalizer-keeper.ts';
import { pauseAcknowledger } from '../../support/stand-ins/pause-acknowledger.ts';
import type { StandIn } from '../../support/stand-ins/stand-in.ts';
import { census, essence } from './census.ts';
import { requireMoved, runMove } from './run.ts';

let pair: Pair;
let acknowledger: StandIn;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  acknowledger = await pauseAcknowledger(pair.source);
});

afterAll(async () => {
  await acknowledger.stop();
  await pair.stop();
});

/** Every object as R sees it, with its managers, by name. */
async function essences(plane: Pair['source'], namespace: string): Promise<Readonly<Record<string, string>>> {
  const objects = await census(plane, namespace);
  return Object.fromEntries([...objects].map(([name, object]) => [name, essence(object, { managers: true })]));
}

describe('a namespace of finished clusters', () => {
  test('arrives object by object with status and managers, survives both garbage collectors, and leaves nothing', async () => {
    const namespace = 'whole';
    await ensureNamespace(pair.source, namespace, { 'pod-security.kubernetes.io/enforce': 'restricted' });
    await seedClusters(pair.source, { namespace, count: 2 });
    await using alarms = await deletionAlarm(pair.source);
    const before = await essences(pair.source, namespace);

    const report = requireMoved(await runMove(pair, { namespace }));

    expect(report).toMatchObject({ outcome: 'moved', committed: true, released: true });
    expect(report.counts).toEqual({ moved: 74, copied: 0, adopted: 0 });
    await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
    expect(await essences(pair.target, namespace)).toEqual(before);
    expect(await essences(pair.source, namespace)).toEqual({});
    expect(alarms.alarms).toEqual([]);
    const arrived = await pair.target.api.call('GET', `/api/v1/namespaces/${namespace}`);
    expect(arrived.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  });

  test('moves although controllers put their finalizers back, and none of them sees a deletion', async () => {
    const namespace = 'kept';
    await seedClusters(pair.source, { namespace, count: 1 });
    await using alarms = await deletionAlarm(pair.source);
    await using keeper = await finalizerKeeper(pair.source);
    const before = await essences(pair.source, namespace);

    requireMoved(await runMove(pair, { namespace }));

    expect(await essences(pair.target, namespace)).toEqual(before);
    expect(await essences(pair.source, namespace)).toEqual({});
    expect(alarms.alarms).toEqual([]);
    // At least one finalizer was back in time, or this test has shown nothing.
    expect(keeper.kept.size).toBeGreaterThan(0);
  });

  test('arrives without status when status is to be dropped', async () => {
    const namespace = 'dropped';
    const drawn = await draw(pair.source, namespace, 'Cluster/a > Machine/m > Secret/m');
    requireMoved(await runMove(pair, { namespace, status: 'drop' }));
    const machine = await drawn.read('Machine/m', pair.target);
    expect(machine?.['spec']).toEqual(drawn.of('Machine/m')['spec']);
    expect(machine).not.toHaveProperty('status.phase');
  });
});

test('what the user had paused arrives paused, and only with the permission to move it', async () => {
  const namespace = 'paused';
  const drawn = await draw(
    pair.source,
    namespace,
    `Cluster/a > Machine/m > Secret/m
     Cluster/b > Machine/n > Secret/n`,
    { 'Cluster/a': { spec: { paused: true } }, 'Cluster/b': { spec: { paused: false } } },
  );
  const refused = await runMove(pair, { namespace });
  expect(refused.error).toMatchObject({ name: 'PreflightError' });
  expect(await drawn.read('Cluster/a')).toEqual(await drawn.read('Cluster/a', pair.source));
  expect(await drawn.read('Machine/m', pair.target)).toBeUndefined();

  requireMoved(await runMove(pair, { namespace, allow: { paused: true } }));
  expect(await drawn.read('Cluster/a', pair.target)).toHaveProperty('spec.paused', true);
  // An explicit false comes back as an explicit false, and no manager of the move stays for it.
  const other = await drawn.read('Cluster/b', pair.target);
  expect(other).toHaveProperty('spec.paused', false);
  expect(JSON.stringify(other)).not.toContain('tsmove');
});

test('generated names, stale owners and secrets without owners arrive', async () => {
  const namespace = 'odd';
  const stale = { apiVersion: 'v1', kind: 'Secret', name: 'a-shim', uid: '00000000-0000-4000-8000-000000000001' };
  const drawn = await draw(
    pair.source,
    namespace,
    `Cluster/a > DockerCluster/a
     Secret/a-apiserver-etcd-client
     Secret/a-ca`,
    { 'DockerCluster/a': { ownerReferences: [stale] } },
  );
  const outcome = await runMove(pair, { namespace });
  requireMoved(outcome);
  const cluster = await drawn.read('DockerCluster/a', pair.target);
  expect(cluster?.metadata.ownerReferences).toEqual([
    expect.objectContaining({ kind: 'Cluster', uid: (await drawn.read('Cluster/a', pair.target))?.metadata.uid }),
  ]);
  for (const words of ['Secret/a-apiserver-etcd-client', 'Secret/a-ca']) {
    expect(await drawn.read(words, pair.target)).toMatchObject({ data: drawn.of(words)['data'] });
    expect(await drawn.read(words, pair.source)).toBeUndefined();
  }
});
