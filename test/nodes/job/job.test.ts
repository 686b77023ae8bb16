import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import { until } from '../../support/processes/until.ts';
import { seedClusters } from '../../support/seed/seed.ts';
import { requireAll, requireNone, sidesOf } from '../../e2e/trouble/sides.ts';
import { describeOnNodes } from '../requirements.ts';
import { type JobBed, killContainer, startJobBed } from './bed.ts';
import { type BuiltImage, buildImage } from './image.ts';

interface Status {
  readonly state: string;
  readonly pod: string;
  readonly move?: string;
  readonly resumed: boolean;
  readonly phase?: string;
  readonly committed: boolean;
  readonly outcome?: string;
  readonly exitCode?: number;
}

const order = ['preflight', 'lock', 'hold', 'wait', 'create', 'verify', 'seal', 'retire', 'release'];
/** Where a pod is killed: what is before the lock leaves nothing to go on with. */
const phases = order.slice(order.indexOf('hold'), order.indexOf('release'));

const shardOf = (data: Readonly<Partial<Record<string, string>>>): Status | undefined =>
  data['shard-0.json'] === undefined ? undefined : (JSON.parse(data['shard-0.json']) as Status);

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
    const first = await job.running();
    const phase = phases[Math.floor(Math.random() * phases.length)] ?? 'create';
    await until({ what: `the move to come to ${phase}`, timeout: 240_000, interval: 20 }, async () => {
      const at = shardOf(await job.status())?.phase;
      return at !== undefined && order.indexOf(at) >= order.indexOf(phase);
    });
    const after = Math.round(Math.random() * 1_000);
    await pause(after);
    const killed = await killContainer(bed.pair.source, first);

    expect(await job.ended(), `killed ${after} ms after it had come to ${phase}`).toBe('Complete');

    await settled();
    await requireAll(bed.pair, namespace, before);
    const status = shardOf(await job.status());
    expect(status).toMatchObject({ state: 'Succeeded', outcome: 'moved' });
    const pods = await job.pods();
    // It may have been over before it could be killed.
    expect(pods).toHaveLength(killed ? 2 : 1);
    if (killed) {
      expect(status?.pod).not.toBe(first.metadata.name);
      console.log(`killed ${after} ms after ${phase}; the next pod: ${JSON.stringify(status)}`);
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
    const before = await sidesOf(bed.pair, namespace);
    const job = await bed.startJob(namespace);

    expect(await job.ended()).toBe('Failed');

    await requireNone(bed.pair, namespace, before);
    expect((await job.pods()).map(({ status }) => status.phase)).toEqual(['Failed']);
    expect(await job.status()).toMatchObject({ state: 'Failed' });
    expect(shardOf(await job.status())).toMatchObject({ exitCode: 3, state: 'Failed' });
    expect((await job.reasons()).at(-1)).toBe('MoveFailed');
  });
});
