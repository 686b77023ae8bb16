import { ApiError, type ApiServer, TransportError } from '@tsmove/move-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Death } from '../../testing/mortal-pod.ts';
import { oneCluster, type PlayedJob, playJob } from '../../testing/played-job.ts';

/** What a pod may write when its move is over: its report, and what takes away what is left of the move. */
const isHarmless = (write: string): boolean => /^\w+ report |Lease\/move-|Secret\/journal-/u.test(write);

/**
 * What a pod writes when it has touched the last object: two journals, once more and away, two Leases, in the same way,
 * an Event, and three times the status, when it has something to tell and when it ends.
 */
const lastWrites = 12;

/** The first of them when nothing is left of the move. */
const firstReport = 9;

/** Deaths before and after each of them. Where reports were written together there are fewer. */
const deaths = Array.from({ length: lastWrites }, (_, index) => index + 1).flatMap((count) =>
  (['before', 'after'] as const).map((when) => ({ when, count })),
);

/** Counted from the last write of an object: how many reports there are before it is a matter of time. */
function deathOf(writes: readonly string[], { when, count }: (typeof deaths)[number]): Death {
  const index = writes.findLastIndex((write) => !isHarmless(write));
  const last = writes[index] ?? '';
  return { last, times: writes.slice(0, index + 1).filter((write) => write === last).length, when, count };
}

function requireAllIn(writes: readonly string[]): void {
  const after = writes.slice(writes.findLastIndex((write) => !isHarmless(write)) + 1);
  expect(after.length, after.join(', ')).toBeGreaterThan(5);
  expect(after.length, after.join(', ')).toBeLessThanOrEqual(lastWrites + 2);
}

async function requireMoved(job: PlayedJob, about: string): Promise<void> {
  const { state, shard, summary } = await job.status();
  expect({ state, ...shard }, about).toMatchObject({
    ...{ state: 'Succeeded', outcome: 'moved', exitCode: 0, committed: true, clusters: ['c0'], objects: 6 },
    move: expect.stringMatching(/^\d{8}-/u) as string,
  });
  expect(summary, about).toMatchObject({ state: 'Succeeded', succeeded: 1, failed: 0, objects: 6, clusters: 1 });
  expect((await job.reasons()).at(-1), about).toBe('MoveFinished');
  expect(job.traces(), about).toEqual([]);
  const clusters = [job.source, job.target].map((side) =>
    side
      .contents()
      .filter(({ kind }) => kind === 'Cluster')
      .map(({ metadata }) => metadata.name),
  );
  expect(clusters, about).toEqual([[], ['c0']]);
}

describe('a pod whose predecessor died when the move was over', () => {
  let writes: readonly string[];

  beforeAll(async () => {
    ({ writes } = await (await playJob()).pod());
  });

  it('may have died at any write after the last of an object', () => {
    requireAllIn(writes);
  });

  it.each(deaths)(
    'says that it has moved, ends in the same way and changes nothing: $when write $count after the last object',
    async (one) => {
      const job = await playJob();
      const first = await job.pod({ death: deathOf(writes, one) });
      const about = `${one.when} ${first.writes.at(-1) ?? ''}`;
      expect(first.ran?.code ?? 0, about).toBe(0);
      const second = await job.pod();
      expect(second.ran?.code, `${about}: ${second.ran?.stderr ?? ''}`).toBe(0);
      expect(
        second.writes.filter((write) => !isHarmless(write)),
        about,
      ).toEqual([]);
      await requireMoved(job, about);
    },
  );

  it('leaves what is known to the next one, if it cannot reach the other side itself', async () => {
    const job = await playJob();
    await job.pod({ death: deathOf(writes, { when: 'before', count: firstReport }) });
    const connect = (): Promise<never> =>
      Promise.reject(new TransportError('target does not answer', { outcomeUnknown: false }));
    const unreachable = await job.pod({
      reach: (server) => (server.label === 'target' ? { ...server, list: connect, get: connect } : server),
    });
    expect(unreachable.ran?.code).toBe(1);
    expect(await job.status()).toMatchObject({ state: 'WillRetry', shard: { clusters: ['c0'], committed: true } });
    expect((await job.pod()).ran?.code).toBe(0);
    await requireMoved(job, 'the third pod');
  });

  it('writes nothing over what it could not read', async () => {
    const job = await playJob();
    await job.pod({ death: deathOf(writes, { when: 'before', count: firstReport }) });
    const before = await job.status();
    const get = (): Promise<never> =>
      Promise.reject(new TransportError('the cluster of the pod does not answer', { outcomeUnknown: false }));
    const blind = await job.pod({ reach: (server) => (server.label === 'report' ? { ...server, get } : server) });
    expect(blind.ran?.code).toBe(1);
    expect(await job.status()).toEqual(before);
    expect((await job.pod()).ran?.code).toBe(0);
    await requireMoved(job, 'the third pod');
  });

  it('leaves a Cluster alone that came later, and says so', async () => {
    const job = await playJob();
    await job.pod({ death: deathOf(writes, { when: 'before', count: firstReport }) });
    job.source.put({
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Cluster',
      metadata: { name: 'late', namespace: 'fleet' },
    });
    const second = await job.pod();
    expect(second.ran?.code).toBe(0);
    expect(second.writes.filter((write) => !isHarmless(write))).toEqual([]);
    expect(await job.status()).toMatchObject({ state: 'Succeeded', shard: { clusters: ['c0'], leftBehind: ['late'] } });
    expect(await job.reasons()).toContain('ClustersLeftBehind');
  });

  it('knows it of a namespace without Clusters, too', async () => {
    const fleet = { ...oneCluster, clusters: [] };
    const job = await playJob(fleet);
    const flags = '--allow-empty';
    const first = await job.pod({ flags });
    expect(first.ran?.code, first.ran?.stderr).toBe(0);
    const second = await job.pod();
    expect(second.ran?.code, second.ran?.stderr).toBe(0);
    expect(second.writes.filter((write) => !isHarmless(write))).toEqual([]);
    expect(await job.status()).toMatchObject({ state: 'Succeeded', shard: { outcome: 'moved', clusters: [] } });
  });
});

describe('a pod whose predecessor died when the move was undone', () => {
  /** The target takes no Host, so that everything has to be undone. */
  const refusing = (server: ApiServer): ApiServer => {
    if (server.label !== 'target') return server;
    return {
      ...server,
      create: (type, ...rest) =>
        type.kind === 'Host'
          ? Promise.reject(new ApiError('target answered 403 Forbidden', { status: 403, reason: 'Forbidden' }))
          : server.create(type, ...rest),
    };
  };
  let writes: readonly string[];

  beforeAll(async () => {
    const job = await playJob();
    const { ran, writes: all } = await job.pod({ reach: refusing });
    expect(ran?.code).toBe(1);
    expect(await job.status()).toMatchObject({ state: 'WillRetry', shard: { outcome: 'rolled-back' } });
    expect(job.traces()).toEqual([]);
    writes = all;
  });

  it('may have died at any write after the last of an object', () => {
    requireAllIn(writes);
  });

  it.each(deaths)(
    'begins anew and says so, or undoes the rest first: $when write $count after the last object',
    async (one) => {
      const job = await playJob();
      const first = await job.pod({ death: deathOf(writes, one), reach: refusing });
      const about = `${one.when} ${first.writes.at(-1) ?? ''}`;
      expect(first.ran?.code ?? 1, about).toBe(1);
      let next = await job.pod();
      if (next.ran?.code === 1) {
        // That it was not quite over is for the Job controller: this pod has ended it, and another one comes.
        expect(await job.status(), about).toMatchObject({ state: 'WillRetry', shard: { outcome: 'rolled-back' } });
        expect(job.traces(), about).toEqual([]);
        next = await job.pod();
      }
      expect(next.ran?.code, `${about}: ${next.ran?.stderr ?? ''}`).toBe(0);
      expect(await job.reasons(), about).toContain('MoveBegunAnew');
      await requireMoved(job, about);
    },
  );
});
