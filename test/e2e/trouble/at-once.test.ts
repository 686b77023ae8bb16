import {
  type ApiServer,
  ClustersError,
  LockedError,
  createMemoryJournalStore,
  type JournalStore,
} from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { requireMoved } from '../move/run.ts';
import { begin, fleet, fleetDetails, goOn, requireReport, startBed } from './bed.ts';
import { beforeWrites, dyingBefore, dyingWhenGone, isDeletion, isReleaseIn } from './faults.ts';
import { requireAll, requireNone, requireSides, sidesOf } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

/** The class is of both Clusters; the template is owned by both, and stays with the one that stays. */
const shared = `
  ClusterClass/c > DockerClusterTemplate/c, KubeadmControlPlaneTemplate/c
  Cluster/a ~ ClusterClass/c
  Cluster/b ~ ClusterClass/c
  Cluster/a > Machine/a > Secret/a
  Cluster/b > Machine/b > Secret/b
  Cluster/a, Cluster/b > DockerMachineTemplate/shared
`;

describe('of two moves over the same namespace', () => {
  test('the one that comes while the other is at work hears who has it since when, and changes nothing', async () => {
    const namespace = 't-late';
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    let second: Promise<void> | undefined;
    const tryAgain = async (): Promise<void> => {
      const here = await sidesOf(pair, namespace);
      const { error } = await begin(pair, { namespace, by: { name: 'bob@elsewhere' } });
      expect(error).toBeInstanceOf(LockedError);
      expect(String(error)).toMatch(/alice@laptop/u);
      expect(`${String(error)} ${String((error as LockedError).hint)}`).toMatch(/since \d{4}-\d\d-\d\dT/u);
      expect(await sidesOf(pair, namespace)).toEqual(here);
    };
    const first = await begin(pair, {
      namespace,
      by: { name: 'alice@laptop' },
      wrap: beforeWrites(({ side, verb }) =>
        side === 'target' && verb === 'create' ? (second ??= tryAgain()) : undefined,
      ),
    });
    await second;
    requireMoved(first);
    await requireAll(pair, namespace, before);
  });

  test('that begin at the same moment one wins, whichever, and the other has left nothing', async () => {
    for (let round = 0; round < 3; round += 1) {
      const namespace = `t-race-${round}`;
      await draw(pair.source, namespace, fleet, fleetDetails);
      const before = await sidesOf(pair, namespace);
      const outcomes = await Promise.all([begin(pair, { namespace }), begin(pair, { namespace })]);
      expect(outcomes.filter(({ report }) => report !== undefined)).toHaveLength(1);
      const lost = outcomes.find(({ report }) => report === undefined);
      expect(lost?.error).toBeInstanceOf(LockedError);
      expect(await lost?.journal.list()).toEqual([]);
      await requireAll(pair, namespace, before);
    }
  });

  test('one that another process goes on with sends nothing more', async () => {
    const namespace = 't-fenced';
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const journal = createMemoryJournalStore();
    let taken: Promise<void> | undefined;
    let beating: Promise<unknown> = Promise.resolve();
    const takeOver = async (): Promise<void> => {
      await beating;
      const [moveId = ''] = await journal.list();
      const copy = await copyOf(journal, moveId);
      requireReport(await goOn(pair, 'resume', { moveId, journal: copy }, { holderIsDead: true }));
    };
    const begun = await begin(pair, {
      namespace,
      journal,
      leaseDurationMs: 1_500,
      // The first sleeps at its first deletion, as a suspended laptop does, and wakes up when all is over.
      wrap: (server) => {
        const falling = beforeWrites((sent) => (isDeletion(sent) ? (taken ??= takeOver()) : undefined))(server);
        const beat: ApiServer['update'] = async (type, object, options) => {
          if (type.kind !== 'Lease') return falling.update(type, object, options);
          await taken;
          const sent = server.update(type, object, options);
          beating = Promise.allSettled([beating, sent]);
          return sent;
        };
        return { ...falling, update: beat };
      },
    });
    await taken;
    expect(begun.error).toMatchObject({ name: 'PartialMoveError', cause: { name: 'FencedError' } });
    await requireAll(pair, namespace, before);
  });
});

describe('Clusters of one class', () => {
  test('move one after the other', async () => {
    const namespace = 't-class';
    const drawn = await draw(pair.source, namespace, shared);
    const before = await sidesOf(pair, namespace);
    requireMoved(await begin(pair, { namespace, clusters: ['a'] }));
    await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
    const owners = (await drawn.read('DockerMachineTemplate/shared'))?.metadata.ownerReferences ?? [];
    expect(owners.map(({ name }) => name)).toEqual(['b']);
    requireMoved(await begin(pair, { namespace, clusters: ['b'] }));
    await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
    const { source, target } = await sidesOf(pair, namespace);
    expect(source).toEqual({});
    const template = 'DockerMachineTemplate.infrastructure.cluster.x-k8s.io/shared';
    expect({ ...target, [template]: '' }).toEqual({ ...before.source, [template]: '' });
    await requireSides(pair, namespace, { source, target });
  });

  test.each([
    ['before the release', 't-back-early', true],
    ['after the intent to release', 't-back-late', false],
  ] as const)('come back %s, and what stayed has its owners again', async (_when, namespace, early) => {
    await draw(pair.target, namespace, '');
    const drawn = await draw(pair.source, namespace, shared);
    const before = await sidesOf(pair, namespace);
    const wrap = early ? dyingWhenGone('Cluster') : dyingBefore(isReleaseIn('target'));
    const begun = await begin(pair, { namespace, clusters: ['a'], wrap });
    expect(begun.error).toMatchObject({ name: 'PartialMoveError', report: { committed: true, released: !early } });
    requireReport(await goOn(pair, 'rollback', begun));
    await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
    const after = await sidesOf(pair, namespace);
    expect(Object.keys(after.source)).toEqual(Object.keys(before.source));
    if (!early) {
      // What is adopted on the way back is never changed (contract 6), so it knows only the Cluster that had stayed.
      const template = 'DockerMachineTemplate.infrastructure.cluster.x-k8s.io/shared';
      await requireNone(pair, namespace, {
        ...before,
        source: { ...before.source, [template]: after.source[template] ?? '' },
      });
      return;
    }
    await requireNone(pair, namespace, before);
    const template = await drawn.read('DockerMachineTemplate/shared');
    const clusters = [await drawn.read('Cluster/a'), await drawn.read('Cluster/b')];
    expect(template?.metadata.ownerReferences?.map(({ uid }) => uid)).toEqual(clusters.map((one) => one?.metadata.uid));
  });

  test('commit each by itself, and one that is busy stays as it was', async () => {
    const namespace = 't-stuck';
    await draw(pair.target, namespace, '');
    const drawn = await draw(pair.source, namespace, shared, {
      'Machine/a': { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': '' } },
    });
    const before = await sidesOf(pair, namespace);
    const stuck = await begin(pair, { namespace, perCluster: true, blockMoveTimeoutMs: 500 });
    expect(stuck.error).toBeInstanceOf(ClustersError);
    expect(stuck.error).toMatchObject({
      outcomes: [
        { cluster: 'a', outcome: 'stayed', code: 'move-blocked' },
        { cluster: 'b', outcome: 'moved' },
      ],
    });
    const after = await sidesOf(pair, namespace);
    for (const [name, text] of Object.entries(before.source)) {
      if (/^(?:Cluster|Machine|Secret).*\/a$|\/c$/u.test(name)) expect(after.source[name], name).toEqual(text);
    }
    expect(await drawn.read('Cluster/b')).toBeUndefined();
    expect(await drawn.read('Cluster/b', pair.target)).not.toHaveProperty('spec.paused');
    await requireSides(pair, namespace, after);
    await pair.source.api.call('PATCH', drawn.pathOf('Machine/a'), {
      metadata: { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': null } },
    });
    requireMoved(await begin(pair, { namespace, perCluster: true }));
    expect((await sidesOf(pair, namespace)).source).toEqual({});
  });
});

/** The journal as another machine has it that knows the first to be dead, which it is not. */
async function copyOf(store: JournalStore, moveId: string): Promise<JournalStore> {
  const copy = createMemoryJournalStore();
  const journal = await copy.create(moveId);
  await journal.append((await store.read(moveId))?.records ?? []);
  await journal.close();
  return copy;
}
