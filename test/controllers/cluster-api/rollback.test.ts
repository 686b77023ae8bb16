import { PartialMoveError, RolledBackError } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, goOn, requireReport } from '../../e2e/trouble/bed.ts';
import { closeConnections } from '../../e2e/trouble/connections.ts';
import { dyingBefore, isSeal, type Sent } from '../../e2e/trouble/faults.ts';
import { deny } from '../../e2e/trouble/policies.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { startClusterApi, startDockerProvider } from '../../support/managers/core-managers.ts';
import { historyOf } from '../bed/history.ts';
import { createMemoryCluster, type MemoryCluster } from '../bed/memory-cluster.ts';
import { readAll } from '../bed/objects.ts';
import { startPairForManagers } from '../bed/pair.ts';
import { quietPeriod } from '../bed/quiet.ts';
import { rollOf, type Roll } from '../bed/roll.ts';
import { scaleWorkers } from '../bed/scale-workers.ts';
import { actionsOf, comingsAndGoings, managersWrites } from '../bed/writes.ts';

const namespace = 'fleet';
const cluster: MemoryCluster = { namespace, name: 'alpha', controlPlanes: 3, workers: 3 };

const ends: AsyncDisposable[] = [];
let pair: Pair;
let before: Roll;

beforeAll(async () => {
  pair = await startPairForManagers();
  ends.push(pair);
  for (const plane of pair.both) ends.push(await startClusterApi(plane));
  ends.push(await startDockerProvider(pair.source));
  await createMemoryCluster(pair.source, cluster);
  before = await rollOf(pair.source, namespace);
});

afterAll(async () => {
  await closeConnections();
  for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
});

/** What the target's controllers saw was gone again before it was their turn. */
async function requireUntouchedTarget(since: Date): Promise<void> {
  expect(actionsOf(await managersWrites(pair.target, { namespace, since }))).toEqual([]);
  const kinds = ['Cluster', 'Machine', 'DevMachine', 'KubeadmControlPlane', 'ClusterResourceSet', 'Secret'];
  const left = await Promise.all(kinds.map((kind) => readAll(pair.target, kind, namespace)));
  expect(left.flat().map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
}

/** Dependents go first: its Machines have gone by then. */
function isDeletionOfControlPlane({ side, verb, kind }: Sent): boolean {
  return side === 'source' && verb === 'delete' && kind === 'KubeadmControlPlane';
}

test('a move that fails half way is undone, and the source goes on as if nothing had happened', async () => {
  const { source, target } = pair;
  const since = new Date();
  const words = 'no status for Machines today';
  const denial = await deny(target, { namespace, resource: 'machines/status', operation: 'UPDATE', words });
  await using history = await historyOf(source, namespace);

  const begun = await begin(pair, { namespace });
  expect(begun.error).toBeInstanceOf(RolledBackError);
  expect((begun.error as Error).message).toContain(words);
  await denial.lift();
  await quietPeriod();

  expect(history.changes()).toEqual([]);
  expect(await rollOf(source, namespace)).toEqual(before);
  expect(comingsAndGoings(await managersWrites(source, { namespace, since }))).toEqual([]);
  await requireUntouchedTarget(since);
});

test.each<readonly [when: string, last: (sent: Sent) => boolean, machinesAtMost: number]>([
  ['right after its commit', isSeal, 6],
  ['half way through its deletions', isDeletionOfControlPlane, 3],
])('a move that died %s is rolled back, and the source goes on', async (_when, last, machinesAtMost) => {
  const { source } = pair;
  const since = new Date();
  const begun = await begin(pair, { namespace, wrap: dyingBefore(last) });
  expect(begun.error).toBeInstanceOf(PartialMoveError);
  expect((await readAll(source, 'Machine', namespace)).length).toBeLessThanOrEqual(machinesAtMost);

  expect(requireReport(await goOn(pair, 'rollback', begun)).outcome).toBe('rolled-back');
  await using history = await historyOf(source, namespace);
  await quietPeriod();

  expect(history.changes()).toEqual([]);
  expect(await rollOf(source, namespace)).toEqual(before);
  expect(comingsAndGoings(await managersWrites(source, { namespace, since }))).toEqual([]);
  await requireUntouchedTarget(since);
});

test('after all that, the controllers in the source still do what they are there for', async () => {
  await scaleWorkers(pair.source, cluster, 4);
  expect(Object.keys((await rollOf(pair.source, namespace)).machines)).toHaveLength(7);
});
