import { afterAll, beforeAll, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import { requireAll, requireNone, sidesOf, stillSidesOf } from '../../e2e/trouble/sides.ts';
import { describeOnNodes } from '../requirements.ts';
import { type JobBed, startJobBed } from './bed.ts';
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
