import { afterAll, beforeAll, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import { requireAll, requireNone, sidesOf, stillSidesOf } from '../../e2e/trouble/sides.ts';
import { describeOnNodes } from '../requirements.ts';
import { home, type JobBed, killContainer, startJobBed } from './bed.ts';
import { holdDeletions } from './held-deletions.ts';
import { type BuiltImage, buildImage } from './image.ts';
import { killAtSomePhase, shardOf } from './kill-at-some-phase.ts';

describeOnNodes('a move by a Job of Kubernetes', () => {
  let image: BuiltImage;
  let bed: JobBed;

  beforeAll(async () => {
    image = await buildImage();
    bed = await startJobBed(image);
  });

  afterAll(async () => {
    await bed[Symbol.asyncDispose]();
    await image[Symbol.asyncDispose]();
  });

  async function settled(): Promise<void> {
    await Promise.all(bed.pair.both.map((plane) => garbageCollected(plane)));
  }

  test('is made by a pod without root, with the rendered roles and nothing else, and tells how it went', async () => {
    const namespace = 'quiet';
    await seedClusters(bed.pair.source, { namespace, count: 1 });
    const before = await sidesOf(bed.pair, namespace);
    const job = await bed.startJob(namespace);

    expect(await job.ended()).toBe('Complete');

    await settled();
    await requireAll(bed.pair, namespace, before);
    const data = await job.status();
    expect(data['state']).toBe('Succeeded');
    expect(shardOf(data)).toMatchObject({ state: 'Succeeded', outcome: 'moved', exitCode: 0, resumed: false });
    expect(data['shard-0.prom']).toContain(
      `tsmove_objects{namespace="${namespace}",shard="0",phase="create",kind="Cluster.cluster.x-k8s.io"} 1`,
    );
    expect(await job.reasons()).toEqual(['MoveStarted', 'MoveCommitted', 'MoveFinished']);
  });

  test('whose pod dies at some moment is gone on with by the next one', async () => {
    const namespace = 'dying';
    await seedClusters(bed.pair.source, { namespace, count: 3 });
    const before = await sidesOf(bed.pair, namespace);
    const job = await bed.startJob(namespace);
    const { first, killed, when } = await killAtSomePhase(bed, job);

    expect(await job.ended(), when).toBe('Complete');

    await settled();
    await requireAll(bed.pair, namespace, before);
    const status = shardOf(await job.status());
    expect(status).toMatchObject({ state: 'Succeeded', outcome: 'moved' });
    const pods = await job.pods();
    // It may have been over before it could be killed.
    expect(pods).toHaveLength(killed ? 2 : 1);
    if (killed) {
      expect(status?.pod).not.toBe(first.metadata.name);
      console.log(`${when}; the next pod: ${JSON.stringify(status)}`);
    }
  });

  /** The Secrets of journals, and what the Leases of a namespace say, on both sides. */
  async function left(namespace: string): Promise<{ journals: number; leases: readonly object[] }> {
    const found = await Promise.all(
      bed.pair.both.map(async ({ api }) => {
        const secrets = `/api/v1/namespaces/${home}/secrets?labelSelector=tsmove.dev/move`;
        const { items } = await api.call<{ items: readonly object[] }>('GET', secrets);
        const leases = `/apis/coordination.k8s.io/v1/namespaces/${home}/leases`;
        const lease = await api.request('GET', `${leases}/move-${namespace}`);
        return { journals: items.length, leases: lease.status === 404 ? [] : [contentOf(lease.body)] };
      }),
    );
    return { journals: found.reduce((sum, one) => sum + one.journals, 0), leases: found.flatMap((one) => one.leases) };
  }

  test.each([
    { left: 'its journal', namespace: 'over-journal', journals: 2, held: { group: '', resource: 'secrets' } },
    {
      left: 'only its Leases',
      namespace: 'over-leases',
      journals: 0,
      held: { group: 'coordination.k8s.io', resource: 'leases' },
    },
  ] as const)('whose pod dies when it is over, and has left $left, is over for the next one', async (one) => {
    const { namespace } = one;
    await seedClusters(bed.pair.source, { namespace, count: 1 });
    const before = await sidesOf(bed.pair, namespace);
    // What a move leaves goes from the target first.
    await using held = await holdDeletions(bed.pair.target, one.held);
    const job = await bed.startJob(namespace);
    const first = await job.running();
    await held.came();
    expect(await killContainer(bed.here, first)).toBe(true);
    await held.end();
    const ended = { phase: 'release', committed: true, releasing: true, ended: true };
    expect(await left(namespace)).toMatchObject({ journals: one.journals, leases: [ended, ended] });

    expect(await job.ended()).toBe('Complete');

    await settled();
    await requireAll(bed.pair, namespace, before);
    expect(await left(namespace)).toEqual({ journals: 0, leases: [] });
    const exitCodes = (await job.pods()).map(({ metadata, status }) => [
      metadata.name === first.metadata.name ? 'first' : 'next',
      status.containerStatuses?.[0]?.state.terminated?.exitCode,
    ]);
    expect(Object.fromEntries(exitCodes)).toEqual({ first: 137, next: 0 });
    const data = await job.status();
    expect(shardOf(data)).toMatchObject({ state: 'Succeeded', outcome: 'moved', exitCode: 0 });
    expect(shardOf(data)?.pod).not.toBe(first.metadata.name);
    expect(await job.log(shardOf(data)?.pod ?? '')).toContain('There is nothing left to do');
    expect((await job.reasons()).at(-1)).toBe('MoveFinished');
  });

  test('that is refused is not tried again', async () => {
    const namespace = 'refused';
    await seedClusters(bed.pair.source, { namespace, count: 1 });
    const { items } = await bed.pair.source.api.call<{ items: { metadata: { name: string } }[] }>(
      'GET',
      `/apis/cluster.x-k8s.io/v1beta2/namespaces/${namespace}/clusters`,
    );
    await bed.pair.source.api.call(
      'PATCH',
      `/apis/cluster.x-k8s.io/v1beta2/namespaces/${namespace}/clusters/${items[0]?.metadata.name ?? ''}`,
      { spec: { paused: true } },
    );
    const before = await stillSidesOf(bed.pair, namespace);
    const job = await bed.startJob(namespace);

    expect(await job.ended()).toBe('Failed');

    await requireNone(bed.pair, namespace, before);
    expect((await job.pods()).map(({ status }) => status.phase)).toEqual(['Failed']);
    expect(await job.status()).toMatchObject({ state: 'Failed' });
    expect(shardOf(await job.status())).toMatchObject({ exitCode: 3, state: 'Failed' });
    expect((await job.reasons()).at(-1)).toBe('MoveFailed');
  });
});

function contentOf(lease: unknown): object {
  const { metadata } = lease as { readonly metadata: { readonly annotations: Readonly<Record<string, string>> } };
  return JSON.parse(metadata.annotations['tsmove.dev/lease'] ?? '{}') as object;
}
