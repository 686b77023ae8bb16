import { ClustersError, PartialMoveError, summarizeMove, type JournalStore, type MoveSummary } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { requireMoved } from '../move/run.ts';
import { begin, goOn, requireReport, startBed } from './bed.ts';
import { beforeWrites, dyingBefore, type Sent } from './faults.ts';
import { requireAll, requireSides, sidesOf } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

const names = ['a', 'b', 'd', 'e', 'f'];

/** Five Clusters of one class. */
const picture = `
  ClusterClass/c > DockerClusterTemplate/c, KubeadmControlPlaneTemplate/c
  ${names.map((name) => `Cluster/${name} ~ ClusterClass/c\n  Cluster/${name} > Machine/${name} > Secret/${name}`).join('\n  ')}
`;

const details = Object.fromEntries(
  names.flatMap((name) => [
    [`Cluster/${name}`, { finalizers: ['cluster.cluster.x-k8s.io'] }],
    [`Machine/${name}`, { finalizers: ['machine.cluster.x-k8s.io'] }],
  ]),
);

const blockMove = 'clusterctl.cluster.x-k8s.io/block-move';

/** What is told of each write of a Cluster in the source: the pause begins it, the deletion ends it. */
function watchClusters(seen: { most: number }): (sent: Sent) => void {
  const inHand = new Set<string>();
  return ({ side, verb, kind, name }) => {
    if (side !== 'source' || kind !== 'Cluster') return;
    if (verb === 'delete') inHand.delete(name);
    else inHand.add(name);
    seen.most = Math.max(seen.most, inHand.size);
  };
}

test('of Clusters of one class several move at the same time, and everything arrives', async () => {
  const namespace = 'at-once';
  await draw(pair.source, namespace, picture, details);
  const before = await sidesOf(pair, namespace);
  const seen = { most: 0 };
  const wrap = beforeWrites(watchClusters(seen));
  requireMoved(await begin(pair, { namespace, perCluster: true, clustersAtOnce: 4, wrap }));
  await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
  await requireAll(pair, namespace, before);
  expect(seen.most).toBeGreaterThan(1);
});

test('one that is busy stays as it was, beside others that move', async () => {
  const namespace = 'at-once-busy';
  const drawn = await draw(pair.source, namespace, picture, {
    ...details,
    'Machine/d': { ...details['Machine/d'], annotations: { [blockMove]: '' } },
  });
  await draw(pair.target, namespace, '');
  const before = await sidesOf(pair, namespace);
  const busy = await begin(pair, { namespace, perCluster: true, clustersAtOnce: 3, blockMoveTimeoutMs: 500 });
  expect(busy.error).toBeInstanceOf(ClustersError);
  expect((busy.error as ClustersError).outcomes.filter(({ outcome }) => outcome === 'stayed')).toMatchObject([
    { cluster: 'd', code: 'move-blocked' },
  ]);
  const after = await sidesOf(pair, namespace);
  for (const [name, text] of Object.entries(before.source)) {
    if (/(?:\/d|\/c)$/u.test(name)) expect(after.source[name], name).toEqual(text);
  }
  await requireSides(pair, namespace, after);
  await pair.source.api.call('PATCH', drawn.pathOf('Machine/d'), {
    metadata: { annotations: { [blockMove]: null } },
  });
  requireMoved(await begin(pair, { namespace, perCluster: true }));
  expect((await sidesOf(pair, namespace)).source).toEqual({});
});

test.each(['delete', 'create'] as const)(
  'a process that dies before a %s, with several in hand, loses none',
  async (verb) => {
    const namespace = `at-once-dead-${verb}`;
    await draw(pair.source, namespace, picture, details);
    const before = await sidesOf(pair, namespace);
    const side = verb === 'delete' ? 'source' : 'target';
    const wrap = dyingBefore((sent) => sent.side === side && sent.verb === verb && sent.name === 'd');
    const dead = await begin(pair, { namespace, perCluster: true, clustersAtOnce: 4, wrap });
    expect(dead.error).toBeInstanceOf(PartialMoveError);
    const open = await openMoves(dead.journal);
    expect(open.length).toBeGreaterThan(1);
    const told = `${String(dead.error)} ${(dead.error as PartialMoveError).report.moveId}`;
    for (const { moveId } of open) expect(told).toContain(moveId);
    for (const [position, { moveId, zone }] of open.entries()) {
      const undo = zone === 'rolling-back' || (zone === 'before-commit' && position % 2 === 0);
      const how = undo ? 'rollback' : 'resume';
      requireReport(await goOn(pair, how, { moveId, journal: dead.journal }, { holderIsDead: true }));
    }
    requireMoved(await begin(pair, { namespace, perCluster: true }));
    await Promise.all(pair.both.map((plane) => garbageCollected(plane)));
    await requireAll(pair, namespace, before);
  },
);

async function openMoves(journal: JournalStore): Promise<readonly MoveSummary[]> {
  const all = await Promise.all(
    (await journal.list()).map(async (moveId) => {
      const reading = await journal.read(moveId);
      return reading === undefined ? [] : [summarizeMove(reading)];
    }),
  );
  return all.flat().filter(({ zone }) => zone !== 'finished');
}
