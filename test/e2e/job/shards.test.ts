import { defaults } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { until } from '../../support/processes/until.ts';
import { tsmove } from '../cli/program.ts';
import { startBed } from '../trouble/bed.ts';
import { requireAll, sidesOf } from '../trouble/sides.ts';
import { playJob } from './pods.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

const blockMove = 'clusterctl.cluster.x-k8s.io/block-move';

/** Both Clusters are of one class; a template that nobody uses moves last. */
const fleet = `
  ClusterClass/c > DockerClusterTemplate/c, KubeadmControlPlaneTemplate/c
  ClusterClass/unused > DockerClusterTemplate/unused
  Cluster/a ~ ClusterClass/c
  Cluster/b ~ ClusterClass/c
  Cluster/a > Machine/a > Secret/a
  Cluster/b > Machine/b > Secret/b
`;

async function settled(): Promise<void> {
  await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
}

async function leasesOn(plane: Pair['source'], namespace: string): Promise<readonly string[]> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${defaults.systemNamespace}/leases`;
  const { items } = await plane.api.call<{ items: readonly { metadata: { name: string } }[] }>('GET', path);
  return items.map(({ metadata }) => metadata.name).filter((name) => name.split('.')[0] === `move-${namespace}`);
}

function summaryIn(data: Readonly<Partial<Record<string, string>>> | undefined): unknown {
  return JSON.parse(data?.['summary.json'] ?? 'null');
}

describe('a Job in shards', () => {
  test('moves its shards side by side, one killed and gone on with, while the whole namespace is refused to others', async () => {
    const namespace = 's-killed';
    const drawn = await draw(pair.source, namespace, fleet, { 'Machine/b': { annotations: { [blockMove]: '' } } });
    const withoutBlock = { metadata: { annotations: { [blockMove]: null } } };
    const job = await playJob(pair, namespace, ['--shards', '2']);

    const blocked = await job.start(1);
    await until({ what: 'the blocked shard to hold its Lease', timeout: 60_000 }, async () => {
      const { metadata, spec } = (await drawn.read('Cluster/b')) ?? { metadata: {}, spec: {} };
      const leases = await leasesOn(pair.target, namespace);
      return leases.length === 1 && JSON.stringify([metadata, spec]).includes('"paused":true');
    });
    expect(await leasesOn(pair.source, namespace)).toEqual([`move-${namespace}.shard-1`]);
    expect((await job.map('shards'))?.['shards.json']).toContain('"shards":[["a"],["b"]]');
    // What they share is there before any of them moves, and the class that nobody uses is not.
    expect(await drawn.read('ClusterClass/c', pair.target)).toBeDefined();
    expect(await drawn.read('ClusterClass/unused', pair.target)).toBeUndefined();
    expect(await drawn.read('ClusterClass/c')).not.toHaveProperty('metadata.annotations');

    const sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
    const whole = await tsmove(['move', ...sides, '-n', namespace, '--yes', '--journal', 'cluster']);
    expect(whole.code, whole.stderr).toBe(3);
    expect(whole.stderr).toContain(`has the shard shard-1 of the namespace ${namespace}`);

    await blocked.kill();
    const other = await (await job.start(0)).ended;
    expect(other.code, other.stderr).toBe(0);
    expect(await drawn.read('Cluster/a')).toBeUndefined();
    expect(await drawn.read('Cluster/a', pair.target)).toBeDefined();
    expect(await drawn.read('Cluster/b', pair.target)).toBeUndefined();
    // It is not the last one that uses the class, and knows it.
    expect(await drawn.read('ClusterClass/c')).toBeDefined();
    expect(summaryIn(await job.map('status'))).toMatchObject({ state: 'Running', shards: 2, succeeded: 1, failed: 0 });

    await pair.source.api.call('PATCH', drawn.pathOf('Machine/b'), withoutBlock);
    const next = await (await job.start(1)).ended;
    expect(next.code, next.stderr).toBe(0);
    await settled();
    for (const words of drawn.names) {
      expect(await drawn.read(words), words).toBeUndefined();
      expect(await drawn.read(words, pair.target), words).toBeDefined();
    }
    expect(await leasesOn(pair.source, namespace)).toEqual([]);
    expect(await leasesOn(pair.target, namespace)).toEqual([]);
    expect(summaryIn(await job.map('status'))).toMatchObject({ state: 'Succeeded', succeeded: 2, clusters: 2 });
    const events = await job.events();
    expect(events.map(({ message }) => message.slice(0, 8))).toContain('shard 1:');
    expect(events.filter(({ reason }) => reason === 'MoveResumed')).toHaveLength(1);
  });

  test('comes to what a move of the whole namespace comes to, whoever is first', async () => {
    const namespace = 's-all';
    await draw(pair.source, namespace, `${fleet}\nCluster/d > Machine/d > Secret/d`);
    const before = await sidesOf(pair, namespace);
    const job = await playJob(pair, namespace, ['--shards', '4']);
    const pods = await Promise.all([0, 1, 2, 3].map((shard) => job.start(shard)));
    for (const ended of await Promise.all(pods.map((pod) => pod.ended))) expect(ended.code, ended.stderr).toBe(0);
    await settled();
    await requireAll(pair, namespace, before);
    expect(summaryIn(await job.map('status'))).toMatchObject({ state: 'Succeeded', succeeded: 4, clusters: 3 });
  });

  test('moves no Cluster that came later, names it, and leaves what it uses', async () => {
    const namespace = 's-late';
    const drawn = await draw(pair.source, namespace, fleet);
    const job = await playJob(pair, namespace, ['--shards', '2']);
    const first = await (await job.start(0)).ended;
    expect(first.code, first.stderr).toBe(0);
    const late = await draw(pair.source, namespace, 'Cluster/late > Machine/late');
    const second = await (await job.start(1)).ended;
    expect(second.code, second.stderr).toBe(0);
    await settled();
    expect(await late.read('Cluster/late')).toBeDefined();
    expect(await late.read('Cluster/late')).not.toHaveProperty('spec.paused');
    expect(await late.read('Cluster/late', pair.target)).toBeUndefined();
    expect(await drawn.read('Cluster/b', pair.target)).toBeDefined();
    expect(await drawn.read('ClusterClass/c')).toBeDefined();
    expect(summaryIn(await job.map('status'))).toMatchObject({ state: 'Succeeded', leftBehind: ['late'] });
    expect((await job.events()).map(({ reason }) => reason)).toContain('ClustersLeftBehind');
  });
});
