import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chosenDrivers } from '../support/drivers/choice.ts';
import { objectsPerCluster, seedClusters } from '../support/seed/seed.ts';
import { pinned } from '../support/binaries/pinned.ts';
import { startClusters, type Clusters } from './bed/clusters.ts';
import { hadItsChance } from './bed/collected.ts';
import { drawFleet, fleetSize } from './bed/fleet.ts';
import { lookAt, strayOwners, withStatus, type Look } from './bed/look.ts';
import { program, sides, type Program } from './bed/program.ts';

describe.each(chosenDrivers())('a pair by the driver %s', (name, driver) => {
  /** Servers that the test bed has started run no controllers of Cluster API: none would confirm a pause, or act. */
  const isOurs = name !== 'existing';
  const flags = [...(isOurs ? ['--skip-pause-ack'] : []), '--allow-paused', '--yes', '-v', '1'];
  const goingOn = ['--skip-lease-wait', '--yes'];
  let clusters: Clusters;
  let there: readonly string[];
  let back: readonly string[];
  let tsmove: Program;

  /** What has started: all of it ends, also when the rest does not start. */
  const ends: AsyncDisposable[] = [];

  beforeAll(async () => {
    clusters = await startClusters(driver);
    ends.push(clusters);
    const { source, target } = clusters;
    there = sides(source, target);
    back = sides(target, source);
    tsmove = await program();
    ends.push(tsmove);
    console.log(`pairs: ${name}: Kubernetes ${[...new Set(clusters.versions)].join(' and ')}`);
  });

  afterAll(async () => {
    for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
  });

  /** A namespace with the fleet in it, and how it looks. */
  async function fleet(): Promise<{ readonly namespace: string; readonly before: Look }> {
    const namespace = await clusters.namespace();
    await drawFleet(clusters.source, namespace, !isOurs);
    const before = await lookAt(clusters.source, namespace);
    expect(Object.keys(before)).toHaveLength(fleetSize);
    return { namespace, before };
  }

  /** Everything is on one side, as it was, and nothing on the other; and it stays so. */
  async function isIn(side: 'source' | 'target', namespace: string, before: Look): Promise<void> {
    await Promise.all(clusters.both.map((cluster) => hadItsChance(cluster, namespace)));
    const { source, target } = clusters;
    const [here, elsewhere] = side === 'source' ? [source, target] : [target, source];
    expect(await lookAt(here, namespace)).toEqual(before);
    expect(await strayOwners(here, namespace)).toEqual([]);
    expect(await lookAt(elsewhere, namespace)).toEqual({});
  }

  test.runIf(isOurs && name !== 'kind')('runs the pinned Kubernetes', () => {
    const { version } = pinned['kube-apiserver'];
    expect(clusters.versions).toEqual([version, version]);
  });

  test('a fleet moves with status, owners and managers, and back again', async () => {
    const { namespace, before } = await fleet();
    expect(withStatus(before)).toBeGreaterThan(5);

    const moved = await tsmove.run('move', [...there, '-n', namespace, ...flags]);
    expect(moved.code, moved.said).toBe(0);
    expect(moved.said).toContain(`Moved ${fleetSize} objects of 3 Clusters in namespace ${namespace}`);
    await isIn('target', namespace, before);

    const returned = await tsmove.run('move', [...back, '-n', namespace, ...flags]);
    expect(returned.code, returned.said).toBe(0);
    await isIn('source', namespace, before);
  });

  // Finished clusters are not paused: only where no controller would act on them.
  test.runIf(isOurs)('finished clusters move as their controllers have left them', async () => {
    const namespace = await clusters.namespace();
    await seedClusters(clusters.source, { namespace, count: 2 });
    const before = await lookAt(clusters.source, namespace);
    const moved = await tsmove.run('move', [...there, '-n', namespace, ...flags]);
    expect(moved.code, moved.said).toBe(0);
    expect(moved.said).toContain(`Moved ${2 * objectsPerCluster} objects of 2 Clusters`);
    await isIn('target', namespace, before);
  });

  // One request at a time, so that the first object is seen long before the last.
  const slowly = ['--concurrency', '1'];

  test.each([
    { when: 'objects are being created', killAt: / created$/mu },
    { when: 'objects are being deleted', killAt: / deleted$/mu },
  ])('a move that is killed while $when is gone on with', async ({ killAt }) => {
    const { namespace, before } = await fleet();
    const killed = await tsmove.run('move', [...there, '-n', namespace, ...flags, ...slowly], killAt);
    expect(killed.code, killed.said).toBe('SIGKILL');
    const resumed = await tsmove.run('resume', [...there, ...goingOn]);
    expect(resumed.code, resumed.said).toBe(0);
    await isIn('target', namespace, before);
  });

  test.each([
    { when: 'objects are being created', killAt: / created$/mu },
    { when: 'objects are being deleted', killAt: / deleted$/mu },
  ])('a move that is killed while $when is undone', async ({ killAt }) => {
    const { namespace, before } = await fleet();
    const killed = await tsmove.run('move', [...there, '-n', namespace, ...flags, ...slowly], killAt);
    expect(killed.code, killed.said).toBe('SIGKILL');
    const undone = await tsmove.run('rollback', [...there, ...goingOn]);
    expect(undone.code, undone.said).toBe(0);
    await isIn('source', namespace, before);
  });
});
