import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { draw } from '../../support/drawing/draw.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import { requireAll, type Sides, sidesOf } from '../../e2e/trouble/sides.ts';
import { describeOnNodes } from '../requirements.ts';
import { type JobBed, type JobPod, killContainer, type RunningJob, startJobBed } from './bed.ts';
import { type BuiltImage, buildImage } from './image.ts';
import { randomNumbers } from '../../crash/kill/random.ts';

const shards = 3;
const clusters = 6;
/** So often a pod is killed, at most: one that is lost more often than a Job tries it fails its index for good. */
const kills = 4;

interface ShardStatus {
  readonly state: string;
  readonly pod: string;
  readonly clusters: readonly string[];
}

/** TSMOVE_TEST_SEED repeats a run, as far as that is in our hands. */
const seed = Number(process.env['TSMOVE_TEST_SEED'] ?? Date.now() % 1_000_000);

describeOnNodes('a move in shards by an Indexed Job of Kubernetes', () => {
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

  /** Kills pods at random moments as long as any run; returns what it has killed. */
  async function killAtRandom(job: RunningJob, isOver: () => boolean): Promise<readonly string[]> {
    const random = randomNumbers(seed);
    const killed: string[] = [];
    while (!isOver() && killed.length < kills) {
      await pause(500 + random() * 6_000);
      const living = (await job.pods()).filter(isRunning);
      const victim = living[Math.floor(random() * living.length)];
      if (victim === undefined || isOver()) continue;
      if (await killContainer(bed.here, victim)) killed.push(victim.metadata.name);
    }
    return killed;
  }

  test('ends with every Cluster in the target, none twice, whichever pods die and when', async () => {
    console.log(`TSMOVE_TEST_SEED=${seed.toString()}`);
    const namespace = 'divided';
    const { source, target } = bed.pair;
    await seedClusters(source, { namespace, count: clusters, controlPlanes: 1, workers: 1 });
    // Two more that share the class, and move at the same time or one after the other.
    await draw(
      source,
      namespace,
      [
        'ClusterClass/c > DockerClusterTemplate/c, KubeadmControlPlaneTemplate/c',
        'Cluster/x ~ ClusterClass/c',
        'Cluster/y ~ ClusterClass/c',
        'Cluster/x > Machine/x > Secret/x',
        'Cluster/y > Machine/y > Secret/y',
      ].join('\n'),
    );
    const before = await sidesOf(bed.pair, namespace);
    const job = await bed.startJob(namespace, ['--shards', shards.toString(), '--lease-duration', '5s']);

    let isOver = false;
    const end = job.ended().finally(() => {
      isOver = true;
    });
    const killed = await killAtRandom(job, () => isOver);
    const tell = async (): Promise<string> =>
      JSON.stringify({ seed, killed, status: await job.status(), reasons: await job.reasons() });
    expect(await end, await tell()).toBe('Complete');

    await Promise.all([source, target].map((plane) => garbageCollected(plane)));
    await requireAll(bed.pair, namespace, acknowledged(before, await sidesOf(bed.pair, namespace)));

    const data = await job.status();
    const statuses = Array.from(
      { length: shards },
      (_, shard) => JSON.parse(data[`shard-${shard.toString()}.json`] ?? '{}') as ShardStatus,
    );
    const moved = statuses.flatMap((status) => status.clusters);
    expect(new Set(moved).size, 'no Cluster is of two shards').toBe(moved.length);
    expect(moved).toHaveLength(clusters + 2);
    expect(JSON.parse(data['summary.json'] ?? '{}')).toMatchObject({
      ...{ state: 'Succeeded', shards, succeeded: shards, failed: 0, clusters: clusters + 2 },
    });
    expect(data['state']).toBe('Succeeded');
    // Each that died has a successor; others may have been told to come again later.
    expect((await job.pods()).length, await tell()).toBeGreaterThanOrEqual(shards + killed.length);
    console.log(`killed ${killed.join(', ')}`);
  });
});

interface Conditions {
  readonly status?: { conditions?: readonly { readonly type: string; readonly reason: string }[] };
}

/** A controller that acknowledges the pause of a Cluster with a topology says so in a second condition, too; it moves along. */
function acknowledged(before: Sides, after: Sides): Sides {
  const isSaid = ({ type, reason }: { readonly type: string; readonly reason: string }): boolean =>
    type === 'TopologyReconciled' && reason === 'Paused';
  const source = Object.entries(before.source).map(([name, text]) => {
    const object = JSON.parse(text) as Conditions;
    const said = (JSON.parse(after.target[name] ?? '{}') as Conditions).status?.conditions?.find(isSaid);
    if (said === undefined || object.status?.conditions === undefined) return [name, text];
    object.status.conditions = object.status.conditions.map((one) => (one.type === said.type ? said : one));
    return [name, JSON.stringify(object)];
  });
  return { ...before, source: Object.fromEntries(source) as Sides['source'] };
}

function isRunning({ status }: JobPod): boolean {
  return status.containerStatuses?.[0]?.state.running !== undefined;
}
