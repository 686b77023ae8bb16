import { afterAll, beforeAll, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import { requireAll, sidesOf } from '../../e2e/trouble/sides.ts';
import { describeOnNodes } from '../requirements.ts';
import { type JobBed, startJobBed } from './bed.ts';
import { type BuiltImage, buildImage } from './image.ts';
import { killAtSomePhase, shardOf } from './kill-at-some-phase.ts';

describeOnNodes('a move by a Job in the target, which fetches the objects', () => {
  let image: BuiltImage;
  let bed: JobBed;

  beforeAll(async () => {
    image = await buildImage();
    bed = await startJobBed(image, 'target');
  });

  afterAll(async () => {
    await bed[Symbol.asyncDispose]();
    await image[Symbol.asyncDispose]();
  });

  test('with the printed rights on both sides; a pod that dies is followed by one that goes on', async () => {
    const namespace = 'fetched';
    await seedClusters(bed.pair.source, { namespace, count: 3 });
    const before = await sidesOf(bed.pair, namespace);
    const job = await bed.startJob(namespace);
    const { killed, when } = await killAtSomePhase(bed, job);

    expect(await job.ended(), when).toBe('Complete');

    await Promise.all(bed.pair.both.map((plane) => garbageCollected(plane)));
    await requireAll(bed.pair, namespace, before);
    expect(shardOf(await job.status())).toMatchObject({ state: 'Succeeded', outcome: 'moved', exitCode: 0 });
    expect(await job.pods()).toHaveLength(killed ? 2 : 1);
    console.log(when);
  });
});
