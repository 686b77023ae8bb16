import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, requireReport } from '../../e2e/trouble/bed.ts';
import { closeConnections } from '../../e2e/trouble/connections.ts';
import { clusterctl } from '../../parity/tools/clusterctl.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { startClusterApi, startCoreManagers, startDockerProvider } from '../../support/managers/core-managers.ts';
import type { Family } from '../../support/managers/family.ts';
import type { Manager } from '../../support/managers/manager.ts';
import { historyOf, isAvailable, phasesIn, type History } from '../bed/history.ts';
import { createMemoryCluster, settled, type MemoryCluster } from '../bed/memory-cluster.ts';
import { startPairForManagers } from '../bed/pair.ts';
import { quietMs } from '../bed/quiet.ts';
import { rollOf } from '../bed/roll.ts';

/*
 * Both tools under the same circumstances: the controllers of the origin run during the move and end after it, those of
 * the destination start then. The Docker provider comes first, so that the machines in its memory are there again.
 */

const namespace = 'fleet';
const cluster: MemoryCluster = { namespace, name: 'alpha', controlPlanes: 3, workers: 3 };
const headStart = 5_000;

let pair: Pair;
let managers: readonly (Family | Manager)[];

beforeAll(async () => {
  pair = await startPairForManagers();
  managers = [await startCoreManagers(pair.source)];
  await createMemoryCluster(pair.source, cluster);
});

afterAll(async () => {
  await closeConnections();
  await stopManagers();
  await pair.stop();
});

async function stopManagers(): Promise<void> {
  await Promise.all(managers.map((one) => one.stop()));
  managers = [];
}

/** Hands over to the controllers of the other side; returns what was seen there from then on. */
async function handOver(plane: ControlPlane): Promise<History> {
  await stopManagers();
  const history = await historyOf(plane, namespace);
  const provider = await startDockerProvider(plane);
  await pause(headStart);
  managers = [provider, await startClusterApi(plane)];
  // It may have settled long before: nothing must happen until the end.
  await pause(quietMs);
  await settled(plane, cluster);
  await history.stop();
  return history;
}

/** What was there from the beginning, and at some moment did not say that it was Available. */
function unavailableIn({ courses }: History): readonly string[] {
  return [...courses].filter(([, course]) => course.some((state) => !isAvailable(state))).map(([name]) => name);
}

test('after tsmove everything is Available at every moment; after clusterctl everything begins anew', async ({
  annotate,
}) => {
  const { source, target } = pair;
  const before = await rollOf(source, namespace);

  requireReport(await begin({ source, target }, { namespace }));
  const after = await handOver(target);
  expect(after.changes()).toEqual([]);
  expect(unavailableIn(after)).toEqual([]);
  expect(after.availableAfterMs()).toBe(0);
  expect(after.courses.size, 'a Cluster, a control plane, a MachineDeployment, six Machines').toBe(9);
  expect(await rollOf(target, namespace)).toEqual(before);

  const ended = await clusterctl.move({ ...pair, source: target, target: source }, { namespace });
  expect(ended.code, ended.said).toBe(0);
  const other = await handOver(source);
  const seconds = Math.round(other.availableAfterMs() / 1000);
  await annotate([`after clusterctl, Available again after ${seconds} s:`, ...other.changes()].join('\n'));
  // It ends well, with the same Machines. But until then nobody who watches the Cluster, and no automation, can tell.
  expect(await rollOf(source, namespace)).toEqual(before);
  expect(new Set(unavailableIn(other))).toEqual(new Set(after.courses.keys()));
  expect(phasesIn(other.courses.get(`Cluster/${cluster.name}`))).not.toEqual(['Provisioned']);
  for (const name of Object.keys(before.machines)) {
    expect(phasesIn(other.courses.get(`Machine/${name}`)), name).not.toEqual(['Running']);
  }
});
