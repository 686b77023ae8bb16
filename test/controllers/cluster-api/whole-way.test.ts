import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, requireReport } from '../../e2e/trouble/bed.ts';
import { closeConnections } from '../../e2e/trouble/connections.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { startClusterApi } from '../../support/managers/core-managers.ts';
import { rovingProvider, type RovingProvider } from '../bed/hand-over.ts';
import { historyOf, type History } from '../bed/history.ts';
import { createMemoryCluster, settled, type MemoryCluster } from '../bed/memory-cluster.ts';
import { startPairForManagers } from '../bed/pair.ts';
import { quietPeriod } from '../bed/quiet.ts';
import { rollOf, type Roll } from '../bed/roll.ts';
import { workloadOf } from '../bed/workload.ts';
import { scaleWorkers } from '../bed/scale-workers.ts';
import { actionsOf, comingsAndGoings, managersWrites } from '../bed/writes.ts';

const namespace = 'fleet';
const cluster: MemoryCluster = { namespace, name: 'alpha', controlPlanes: 3, workers: 3 };

const ends: AsyncDisposable[] = [];
let pair: Pair;
let provider: RovingProvider;
let before: Roll;

beforeAll(async () => {
  pair = await startPairForManagers();
  ends.push(pair);
  // Core, bootstrap and control plane provider run on both sides all the time, as in real life.
  for (const plane of pair.both) ends.push(await startClusterApi(plane));
  provider = await rovingProvider(pair.source);
  ends.push(provider);
  await createMemoryCluster(pair.source, cluster);
  before = await rollOf(pair.source, namespace);
});

afterAll(async () => {
  await closeConnections();
  for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
});

interface Moved {
  readonly began: Date;
  /** When the first object was about to be released in the target. */
  readonly released: Date;
  readonly committed: Date;
  /** What was seen in the target from then on; still looking. */
  readonly history: History;
}

/** Moves the Cluster while controllers run on both sides, and has the Docker provider follow it. */
async function move(from: ControlPlane, to: ControlPlane): Promise<Moved> {
  const began = new Date();
  let released: Date | undefined;
  let committed: Date | undefined;
  let history: History | undefined;
  const outcome = await begin(
    { source: from, target: to },
    {
      namespace,
      wrap: provider.movingAtRelease(to, async () => {
        history = await historyOf(to, namespace);
        ends.push(history);
        released = new Date();
      }),
      onEvent: ({ type, at }) => {
        if (type === 'committed') committed = new Date(at);
      },
    },
  );
  expect(requireReport(outcome)).toMatchObject({ outcome: 'moved', committed: true, released: true });
  if (released === undefined || committed === undefined || history === undefined)
    throw new Error('nothing was released');
  return { began, released, committed, history };
}

/** What controllers did on a side, other than what they do to held objects. */
async function actionsIn(plane: ControlPlane, since: Date, until?: Date): Promise<readonly string[]> {
  return actionsOf(await managersWrites(plane, { namespace, since, ...(until === undefined ? {} : { until }) }));
}

/** Everything is as it was before, and was so at every moment since the release. */
async function requireUndisturbed(plane: ControlPlane, { released, history }: Moved): Promise<void> {
  expect(await rollOf(plane, namespace)).toEqual(before);
  // Not whether they were Available: the machines in memory are gone until the Docker provider has looked at them again,
  // and a core that is quicker sees Machines without Nodes for a moment. It comes first in the comparison with clusterctl.
  expect(history.changesOfPhase()).toEqual([]);
  await settled(plane, cluster);
  expect(history.courses.size, 'a Cluster, a control plane, a MachineDeployment, six Machines').toBe(9);
  const done = await managersWrites(plane, { namespace, since: released });
  expect(done.length, 'what controllers wrote: they have looked after the Cluster').toBeGreaterThan(0);
  expect(comingsAndGoings(done)).toEqual([]);
  const { nodes } = await workloadOf(plane, namespace, cluster.name);
  expect(nodes).toEqual(nodesOf(before));
}

/** The Nodes that the Machines stand for. */
function nodesOf({ machines }: Roll): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.values(machines).map(({ node, providerID }) => [String(node), providerID]));
}

test('a Cluster goes on in the target as if nothing had happened, and nobody acts in the source', async () => {
  const { source, target } = pair;
  const { hasNote } = await workloadOf(source, namespace, cluster.name);
  expect(hasNote, 'the resource set has applied its ConfigMap').toBe(true);

  const moved = await move(source, target);
  await quietPeriod();
  await moved.history.stop();

  await requireUndisturbed(target, moved);
  expect(await actionsIn(target, moved.began, moved.released), 'in the target before the release').toEqual([]);
  expect(await actionsIn(source, moved.committed), 'in the source after the commit').toEqual([]);
  expect(comingsAndGoings(await managersWrites(source, { namespace, since: moved.began }))).toEqual([]);
  // The manager that had it in memory has ended, and `ApplyOnce` means once: the new one's memory is without it.
  expect(await workloadOf(target, namespace, cluster.name)).toMatchObject({ hasNote: false });
});

test('it is scaled up and down in the target, by the controllers there alone', async () => {
  const { source, target } = pair;
  const since = new Date();
  await scaleWorkers(target, cluster, 4);
  const added = Object.keys((await rollOf(target, namespace)).machines).filter((name) => !(name in before.machines));
  expect(added).toHaveLength(1);
  await scaleWorkers(target, cluster, 3);
  const written = comingsAndGoings(await managersWrites(target, { namespace, since }));
  const machines = written.filter((words) => / machines(\/|$)/.test(words));
  expect(machines).toEqual([
    expect.stringMatching(/^cluster-api-manager: create machines/),
    expect.stringMatching(/^cluster-api-manager: delete machines/),
  ]);
  expect(await actionsIn(source, since)).toEqual([]);
});

test('it moves back, and goes on there', async () => {
  const { source, target } = pair;
  // One of its Machines may be another than at first: the youngest need not be the one that went.
  before = await rollOf(target, namespace);
  const moved = await move(target, source);
  await quietPeriod();
  await moved.history.stop();
  await requireUndisturbed(source, moved);
  expect(await actionsIn(target, moved.committed), 'where it came from').toEqual([]);
});
