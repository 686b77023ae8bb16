import * as core from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { fleetProvider } from '../../../../move-core/src/testing/failing-moves/fleet-provider.ts';
import type { Death } from '../../testing/mortal-pod.ts';
import { type PlayedJob, playJob, type PodOptions } from '../../testing/played-job.ts';

/** The pod dies when it has written this for so many times, before it writes anything else. */
const deathAfter = (last: string, times = 1): Death => ({ last, times, count: 1, when: 'before' });

const secrets = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true, hasStatus: false };

/** What somebody does who takes the Secrets for rubbish. */
async function deleteJournals({ source, target }: PlayedJob): Promise<number> {
  let count = 0;
  for (const side of [source, target]) {
    for (const { kind, metadata } of side.contents()) {
      if (kind !== 'Secret' || !metadata.name.startsWith('journal-')) continue;
      const { namespace = '', name, uid = '' } = metadata;
      await side.delete(secrets, { namespace, name }, { uid });
      count += 1;
    }
  }
  return count;
}

const leasesOf = async ({ source, target }: PlayedJob): Promise<readonly core.LeaseContent[]> =>
  (await Promise.all([source, target].map((side) => core.readLeases(side)))).flat().map(({ content }) => content);

const clustersOf = ({ source, target }: PlayedJob): readonly (readonly string[])[] =>
  [source, target].map((side) =>
    side
      .contents()
      .filter(({ kind }) => kind === 'Cluster')
      .map(({ metadata }) => metadata.name),
  );

/** As somebody does it at a desk, with the kubeconfigs of both sides. */
async function recover({ source, target }: PlayedJob): Promise<core.MoveReport> {
  const run = core.recoverMove({ source, target, providers: [fleetProvider], holderIsDead: true });
  return run.result;
}

/** The target takes no Host, so that everything has to be undone. */
const refusing = (server: core.ApiServer): core.ApiServer => ({
  ...server,
  create: (type, ...rest) =>
    type.kind === 'Host' && server.label === 'target'
      ? Promise.reject(new core.ApiError('target answered 403 Forbidden', { status: 403, reason: 'Forbidden' }))
      : server.create(type, ...rest),
});

const deaths: readonly (readonly [string, Partial<core.LeaseContent>, 'all' | 'none', PodOptions])[] = [
  ['holding', { phase: 'preflight' }, 'none', { death: deathAfter('patch source Cluster/c0') }],
  ['creating', { phase: 'create' }, 'none', { death: deathAfter('create target Cluster/c0') }],
  ['sealing', { phase: 'seal', committed: true }, 'all', { death: deathAfter('patch target Cluster/c0') }],
  ['retiring', { phase: 'retire', committed: true }, 'all', { death: deathAfter('delete source Machine/c0-m0') }],
  ['releasing', { phase: 'release', releasing: true }, 'all', { death: deathAfter('patch target ClusterClass/k0', 2) }],
  ['undoing', { phase: 'undo' }, 'none', { death: deathAfter('delete target Machine/c0-m0'), reach: refusing }],
];

describe('a pod whose predecessor died half way, and then somebody has deleted its journal', () => {
  it.each(deaths)('refuses, and leaves what the Leases know to recover: %s', async (_when, said, end, dying) => {
    const job = await playJob();
    expect((await job.pod(dying)).ran).toBeUndefined();
    const [before] = await leasesOf(job);
    expect(before).toMatchObject({ ...said, ended: false });
    expect(await deleteJournals(job)).toBeGreaterThan(0);

    const { ran, writes } = await job.pod();
    expect(ran?.code, ran?.stderr).toBe(2);
    expect(ran?.stderr).toContain(`the journal of the move ${before?.moveId ?? ''} is gone`);
    expect(ran?.stderr).toContain(`tsmove recover ${before?.moveId ?? ''}`);
    expect(writes.filter((write) => !/ report |^update \w+ Lease\//u.test(write))).toEqual([]);
    expect(await job.status()).toMatchObject({ state: 'Failed', shard: { exitCode: 2, code: 'journal-gone' } });
    const { moveId, phase, committed, releasing, scope } = before ?? {};
    const kept = { moveId, phase, committed, releasing, scope, ended: false };
    expect(await leasesOf(job)).toMatchObject([kept, kept]);

    const report = await recover(job);
    expect(report.outcome).toBe(end === 'all' ? 'moved' : 'rolled-back');
    expect(clustersOf(job)).toEqual(end === 'all' ? [[], ['c0']] : [['c0'], []]);
    expect(job.traces()).toEqual([]);
    const next = await job.pod();
    expect(next.ran?.code, next.ran?.stderr).toBe(0);
    expect(clustersOf(job)).toEqual([[], ['c0']]);
  });
});

describe('a pod of an Indexed Job', () => {
  const flags = '--shards 2';

  it('refuses in the same way, for its shard and for what is shared', async () => {
    const ofShard = deathAfter('delete source Machine/c0-m0');
    const ofShared = deathAfter('create target ClusterClass/k0');
    for (const death of [ofShard, ofShared]) {
      const job = await playJob();
      expect((await job.pod({ flags, shard: 0, death })).ran).toBeUndefined();
      const [before] = await leasesOf(job);
      await deleteJournals(job);
      const { ran } = await job.pod({ flags, shard: 0 });
      expect(ran?.code, ran?.stderr).toBe(2);
      expect(ran?.stderr).toContain(`tsmove recover ${before?.moveId ?? 'none'}`);
      expect(await leasesOf(job)).toMatchObject([{ moveId: before?.moveId }, { phase: before?.phase }]);
      await recover(job);
      expect(job.traces()).toEqual([]);
      const next = await job.pod({ flags, shard: 0 });
      expect(next.ran?.code, next.ran?.stderr).toBe(0);
      expect(clustersOf(job)).toEqual([[], ['c0']]);
    }
  });
});
