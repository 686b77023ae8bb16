import { createMemoryJournalStore, rollbackMove, connect } from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import { deletionAlarm } from '../../support/stand-ins/deletion-alarm.ts';
import { requireMoved, runMove } from '../move/run.ts';
import { defineMetal, drawMetal } from './metal.ts';
import { contentOf, hasNamespace, renamed } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: 'all', beforeControllers: defineMetal });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

const back = (): Pair => ({ ...pair, source: pair.target, target: pair.source });
const still = { awaitPause: false } as const;

describe('a namespace of finished clusters', () => {
  test('arrives under another name with every reference, status and manager, and returns as it was', async () => {
    await ensureNamespace(pair.source, 'fleet', { 'pod-security.kubernetes.io/enforce': 'restricted' });
    await seedClusters(pair.source, { namespace: 'fleet', count: 1 });
    await using alarms = await deletionAlarm(pair.source);
    const before = await contentOf(pair.source, 'fleet');

    const outcome = await runMove(pair, {
      ...{ namespace: 'fleet', namespaceMap: { from: 'fleet', to: 'prod' } },
      ...still,
    });
    const report = requireMoved(outcome);

    expect(report).toMatchObject({
      ...{ outcome: 'moved', namespace: 'fleet', targetNamespace: 'prod', createdNamespaces: ['prod'] },
      counts: { moved: 37, copied: 0, adopted: 0 },
    });
    await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
    const there = await contentOf(pair.target, 'prod');
    expect(there).toEqual(renamed(before, 'fleet', 'prod'));
    expect(Object.keys(there)).toHaveLength(37);
    expect(await contentOf(pair.source, 'fleet')).toEqual({});
    expect(await hasNamespace(pair.target, 'fleet')).toBe(false);
    expect(alarms.alarms).toEqual([]);
    const namespace = await pair.target.api.call('GET', '/api/v1/namespaces/prod');
    expect(namespace.metadata.labels).toEqual({
      'kubernetes.io/metadata.name': 'prod',
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    expect(JSON.stringify(namespace.metadata)).not.toContain('tsmove');

    requireMoved(await runMove(back(), { namespace: 'prod', namespaceMap: { from: 'prod', to: 'fleet' }, ...still }));
    await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
    expect(await contentOf(pair.source, 'fleet')).toEqual(before);
    expect(await contentOf(pair.target, 'prod')).toEqual({});
  });

  test('that is finished is moved back by a rollback, which knows both names from the journal', async () => {
    await draw(pair.source, 'short', 'Cluster/a > Machine/m > DockerMachine/m\nCluster/a > Secret/a-kubeconfig');
    const before = await contentOf(pair.source, 'short');
    const journal = createMemoryJournalStore();
    const moved = await runMove(pair, {
      ...{ namespace: 'short', namespaceMap: { from: 'short', to: 'long' }, journal },
      ...still,
    });
    requireMoved(moved);
    expect(await contentOf(pair.target, 'long')).toEqual(renamed(before, 'short', 'long'));

    await using source = await connect({ kubeconfig: pair.source.kubeconfig, label: 'source' });
    await using target = await connect({ kubeconfig: pair.target.kubeconfig, label: 'target' });
    await rollbackMove(moved.moveId, { source, target, providers, journal }).result;
    expect(await contentOf(pair.source, 'short')).toEqual(before);
    expect(await contentOf(pair.target, 'long')).toEqual({});
  });

  test('goes Cluster by Cluster, and the shared class is adopted by the second', async () => {
    await draw(
      pair.source,
      'each',
      `ClusterClass/c > DockerClusterTemplate/c
       Cluster/a ~ ClusterClass/c
       Cluster/b ~ ClusterClass/c
       Cluster/a > Machine/m > DockerMachine/m
       Cluster/b > Machine/n > DockerMachine/n`,
      { 'Cluster/a': { spec: { topology: { classRef: { name: 'c', namespace: 'each' }, version: 'v1.33.0' } } } },
    );
    const before = await contentOf(pair.source, 'each');
    const outcome = await runMove(pair, {
      ...{ namespace: 'each', namespaceMap: { from: 'each', to: 'all-of-them' }, perCluster: true },
      ...still,
    });
    requireMoved(outcome);
    expect(await contentOf(pair.target, 'all-of-them')).toEqual(renamed(before, 'each', 'all-of-them'));
    expect(await contentOf(pair.source, 'each')).toEqual({});
  });

  test('goes into a namespace that is there, beside what has the old name in the target', async () => {
    await draw(pair.source, 'mine', 'Cluster/a > Machine/m > DockerMachine/m');
    await draw(pair.target, 'mine', 'Cluster/a > Machine/m > DockerMachine/m');
    await ensureNamespace(pair.target, 'theirs');
    const [before, neighbour] = [await contentOf(pair.source, 'mine'), await contentOf(pair.target, 'mine')];
    requireMoved(await runMove(pair, { namespace: 'mine', namespaceMap: { from: 'mine', to: 'theirs' }, ...still }));
    expect(await contentOf(pair.target, 'theirs')).toEqual(renamed(before, 'mine', 'theirs'));
    expect(await contentOf(pair.target, 'mine')).toEqual(neighbour);
  });
});

test('hosts that are kept in the source are copied under the new name, and refer to each other on their own side', async () => {
  await drawMetal(pair.source, 'stay');
  const keepInSource = [{ group: 'metal3.io', kind: 'BareMetalHost' }];
  const namespaceMap = { from: 'stay', to: 'go' };
  // The machine's user data is its host's as well, and goes with the machine.
  const allow = { leftBehind: true };
  requireMoved(await runMove(pair, { namespace: 'stay', namespaceMap, keepInSource, allow, ...still }));
  const [here, there] = [await contentOf(pair.source, 'stay'), await contentOf(pair.target, 'go')];
  for (const kept of [
    'BareMetalHost.metal3.io/free',
    'BareMetalHost.metal3.io/host-0',
    'HardwareData.metal3.io/host-0',
  ]) {
    expect(here).toHaveProperty([kept]);
    expect(there).toHaveProperty([kept]);
  }
  expect(here).not.toHaveProperty(['Cluster.cluster.x-k8s.io/a']);
  const consumer = (content: Readonly<Record<string, string>>): unknown =>
    JSON.parse(content['BareMetalHost.metal3.io/host-0'] ?? '{}');
  expect(consumer(here)).toMatchObject({ spec: { consumerRef: { namespace: 'stay' } } });
  expect(consumer(there)).toMatchObject({ spec: { consumerRef: { namespace: 'go' } } });
});

/** The provider leaves it out where the status itself travels. */
function withoutStatusAnnotation(content: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(content).map(([name, text]) => [
      name,
      text.replace(/"baremetalhost\.metal3\.io\/status":"(?:[^"\\]|\\.)*",/u, ''),
    ]),
  );
}

test('bare-metal hosts arrive with consumer, credentials and annotations in the new name, and return', async () => {
  await drawMetal(pair.source, 'metal');
  const before = withoutStatusAnnotation(await contentOf(pair.source, 'metal'));
  requireMoved(await runMove(pair, { namespace: 'metal', namespaceMap: { from: 'metal', to: 'iron' }, ...still }));

  const there = await contentOf(pair.target, 'iron');
  expect(there).toEqual(renamed(before, 'metal', 'iron'));
  const host = JSON.parse(there['BareMetalHost.metal3.io/host-0'] ?? '{}') as never;
  expect(host).toMatchObject({
    metadata: {
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration':
          '{"apiVersion":"metal3.io/v1alpha1","kind":"BareMetalHost", "metadata":{"name":"host-0","namespace":"iron"},"spec":{"userData":{"name":"m","namespace":"iron"}}}\n',
      },
    },
    spec: {
      consumerRef: { kind: 'Metal3Machine', name: 'm', namespace: 'iron' },
      userData: { name: 'm', namespace: 'iron' },
    },
    status: {
      provisioning: { state: 'provisioned' },
      goodCredentials: { credentials: { name: 'bmc-0', namespace: 'iron' } },
    },
  });
  const machine = JSON.parse(there['Metal3Machine.infrastructure.cluster.x-k8s.io/m'] ?? '{}') as never;
  expect(machine).toMatchObject({
    metadata: { annotations: { 'metal3.io/BareMetalHost': 'iron/host-0' } },
    // The Node of the workload cluster has it, and keeps it.
    spec: { providerID: 'metal3://metal/host-0/m' },
  });

  requireMoved(await runMove(back(), { namespace: 'iron', namespaceMap: { from: 'iron', to: 'metal' }, ...still }));
  await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
  expect(await contentOf(pair.source, 'metal')).toEqual(before);
});
