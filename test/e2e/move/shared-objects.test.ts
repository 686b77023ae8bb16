import { PreflightError } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { defineCrd } from '../../support/crds/define.ts';
import { draw, type Detail } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { census, essence } from './census.ts';
import { requireMoved, runMove } from './run.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({
    crds: 'all',
    beforeControllers: async (plane) => {
      await defineCrd(plane, {
        group: 'infrastructure.cluster.x-k8s.io',
        kind: 'GlobalIdentity',
        plural: 'globalidentities',
        scope: 'Cluster',
        labels: { 'clusterctl.cluster.x-k8s.io': '', 'clusterctl.cluster.x-k8s.io/move-hierarchy': '' },
      });
    },
  });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

const twoOfAClass = `
  ClusterClass/c > DockerClusterTemplate/c, KubeadmControlPlaneTemplate/c
  Cluster/a ~ ClusterClass/c
  Cluster/b ~ ClusterClass/c
  Cluster/a > Machine/a > Secret/a
  Cluster/b > Machine/b > Secret/b
  Cluster/a, Cluster/b > DockerMachineTemplate/shared
`;

test('one cluster of a class moves, then the other: the class is copied, kept, adopted, and released on both sides', async () => {
  const namespace = 'class';
  const drawn = await draw(pair.source, namespace, twoOfAClass, {
    'ClusterClass/c': { annotations: { mine: 'kept' } },
  });
  const before = await census(pair.source, namespace);

  const first = requireMoved(await runMove(pair, { namespace, clusters: ['a'] }));
  await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
  expect(first.counts.adopted).toBe(0);
  expect([...(await census(pair.source, namespace)).keys()]).toEqual([
    'Cluster.cluster.x-k8s.io/b',
    'ClusterClass.cluster.x-k8s.io/c',
    'DockerClusterTemplate.infrastructure.cluster.x-k8s.io/c',
    'DockerMachineTemplate.infrastructure.cluster.x-k8s.io/shared',
    'KubeadmControlPlaneTemplate.controlplane.cluster.x-k8s.io/c',
    'Machine.cluster.x-k8s.io/b',
    'Secret/b',
  ]);
  for (const plane of pair.both) {
    const shared = await drawn.read('ClusterClass/c', plane);
    expect(shared?.metadata.annotations).toEqual({ mine: 'kept' });
    expect(JSON.stringify(shared)).not.toContain('tsmove');
  }
  const classInTarget = await drawn.read('ClusterClass/c', pair.target);

  const second = requireMoved(await runMove(pair, { namespace, clusters: ['b'] }));
  await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
  expect(second.counts.adopted).toBeGreaterThan(0);
  expect(await drawn.read('ClusterClass/c', pair.target)).toEqual(classInTarget);
  const after = await census(pair.target, namespace);
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [name, object] of before) {
    // The shared template had both Clusters as owners; each copy knows the one that was there with it.
    if (name.startsWith('DockerMachineTemplate')) continue;
    expect(essence(after.get(name) ?? object), name).toBe(essence(object));
  }
});

test('a class that has become another one in the target is refused with the place and without a word of its content', async () => {
  const namespace = 'other-class';
  const text = 'ClusterClass/c > DockerClusterTemplate/c\nCluster/a ~ ClusterClass/c\nCluster/b ~ ClusterClass/c';
  const balancedBy = (imageRepository: string): Record<string, Detail> => ({
    'DockerClusterTemplate/c': { spec: { template: { spec: { loadBalancer: { imageRepository } } } } },
  });
  const drawn = await draw(pair.source, namespace, text, balancedBy('ours.example'));
  await draw(pair.target, namespace, 'DockerClusterTemplate/c', balancedBy('secret.example'));
  const refused = await runMove(pair, { namespace, clusters: ['a'] });
  const findings = refused.error instanceof PreflightError ? refused.error.diagnostics : [];
  expect(findings.map(({ code, ref }) => `${code} ${ref?.name ?? ''}`)).toContain('shared-object-differs c');
  expect(JSON.stringify(refused.events)).not.toContain('secret.example');
  expect(await drawn.read('Cluster/a')).not.toHaveProperty('spec.paused');
});

test('a global identity is copied with its Secret, and neither leaves the source', async () => {
  const namespace = 'global';
  const drawn = await draw(
    pair.source,
    namespace,
    `GlobalIdentity/id > Secret/capd-system/id
     Cluster/a > Secret/a`,
  );
  requireMoved(await runMove(pair, { namespace }));
  await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
  for (const words of ['GlobalIdentity/id', 'Secret/capd-system/id']) {
    expect(await drawn.read(words, pair.source), words).toBeDefined();
    expect(await drawn.read(words, pair.target), words).toBeDefined();
  }
  const [identity, secret] = [
    await drawn.read('GlobalIdentity/id', pair.target),
    await drawn.read('Secret/capd-system/id', pair.target),
  ];
  expect(secret?.metadata.ownerReferences?.map(({ uid }) => uid)).toEqual([identity?.metadata.uid]);
});

test('a resource set moves with its bindings and what it applies', async () => {
  const namespace = 'sets';
  const text = `
    ClusterResourceSet/s > ClusterResourceSetBinding/a
    ClusterResourceSet/s > ConfigMap/cni
    Cluster/a > Machine/m > Secret/m
  `;
  const drawn = await draw(pair.source, namespace, text, {
    'ClusterResourceSetBinding/a': { spec: { clusterName: 'a' } },
    'Cluster/a': { labels: { resources: 's' } },
  });
  const before = await census(pair.source, namespace);
  requireMoved(await runMove(pair, { namespace }));
  await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
  const after = await census(pair.target, namespace);
  expect([...after].map(([name, object]) => [name, essence(object)])).toEqual(
    [...before].map(([name, object]) => [name, essence(object)]),
  );
  expect(await census(pair.source, namespace)).toEqual(new Map());
  expect((await drawn.read('ClusterResourceSet/s', pair.target))?.metadata.annotations ?? {}).toEqual({});
});

test('a resource set that came with one Cluster is not let loose on the next before that has arrived', async () => {
  const namespace = 'one-set';
  const text = `
    ClusterResourceSet/s > ClusterResourceSetBinding/a, ClusterResourceSetBinding/b
    ClusterResourceSet/s > ConfigMap/cni
    Cluster/a > Machine/a
    Cluster/b > Machine/b
  `;
  const labels = { resources: 's' };
  const drawn = await draw(pair.source, namespace, text, {
    'ClusterResourceSetBinding/a': { spec: { clusterName: 'a' } },
    'ClusterResourceSetBinding/b': { spec: { clusterName: 'b' } },
    'Cluster/a': { labels },
    'Cluster/b': { labels },
  });
  const before = await census(pair.source, namespace);
  requireMoved(await runMove(pair, { namespace, clusters: ['a'] }));
  const left = await census(pair.source, namespace);

  const { error } = await runMove(pair, { namespace, clusters: ['b'] });
  expect(error).toBeInstanceOf(PreflightError);
  expect((error as PreflightError).diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
    { code: 'resource-set-active', ref: { kind: 'Cluster', name: 'b' } },
  ]);
  expect(await census(pair.source, namespace)).toEqual(left);

  const pause = (value: string | null): object => ({
    metadata: { annotations: { 'cluster.x-k8s.io/paused': value } },
  });
  await pair.target.api.call('PATCH', drawn.pathOf('ClusterResourceSet/s'), pause(''));
  requireMoved(await runMove(pair, { namespace, clusters: ['b'] }));
  await pair.target.api.call('PATCH', drawn.pathOf('ClusterResourceSet/s'), pause(null));
  await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
  expect([...(await census(pair.target, namespace)).keys()]).toEqual([...before.keys()]);
});
