import { PartialMoveError, StalePlanError } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { deletionAlarm, type DeletionAlarm } from '../../support/stand-ins/deletion-alarm.ts';
import { requireMoved } from '../move/run.ts';
import { begin, fleet, fleetDetails, goOn, requireReport, startBed } from './bed.ts';
import { dyingBefore, isDeletion, isReleaseIn, isSeal, nth, type Wrap } from './faults.ts';
import { requireAll, requireNone, requireSides, sidesOf } from './sides.ts';

let pair: Pair;
let alarms: readonly DeletionAlarm[];

beforeAll(async () => {
  pair = await startBed();
  alarms = await Promise.all(pair.both.map((plane) => deletionAlarm(plane)));
});

afterAll(async () => {
  await Promise.all(alarms.map((one) => one.stop()));
  await pair.stop();
});

function requireNoAlarm(namespace: string): void {
  const rung = alarms.flatMap((one) => one.alarms).filter(({ object }) => object.includes(` ${namespace}/`));
  expect(rung, 'seen being deleted with a finalizer').toEqual([]);
}

/** Seven objects; the template belongs to both Clusters, so it stays, and loses one of its owners. */
const shared = `
  ClusterClass/c > DockerClusterTemplate/c, KubeadmControlPlaneTemplate/c
  Cluster/a ~ ClusterClass/c
  Cluster/b ~ ClusterClass/c
  Cluster/a > Machine/a > Secret/a
  Cluster/b > Machine/b > Secret/b
  Cluster/a, Cluster/b > DockerMachineTemplate/shared
`;

describe('a move that stopped is taken back to none', () => {
  test.each<readonly [string, string, () => Wrap]>([
    ['before anything was created', 'z-early', () => dyingBefore(({ side }) => side === 'target')],
    [
      'half way through creating',
      'z-create',
      () => dyingBefore(nth(4, ({ side, verb }) => side === 'target' && verb === 'create')),
    ],
    ['before a status was written', 'z-status', () => dyingBefore(({ verb }) => verb === 'status')],
    ['right after the commit', 'z-commit', () => dyingBefore(isSeal)],
    ['half way through sealing', 'z-seal', () => dyingBefore(nth(4, isSeal))],
    ['before its first deletion', 'z-first', () => dyingBefore(isDeletion)],
    [
      'with an object stripped for its deletion',
      'z-strip',
      () => dyingBefore(({ side, verb, kind }) => side === 'source' && verb === 'delete' && kind === 'DockerMachine'),
    ],
    ['half way through its deletions', 'z-half', () => dyingBefore(nth(5, isDeletion))],
    ['after its last deletion', 'z-all', () => dyingBefore(isReleaseIn('target'))],
  ])('%s', async (_when, namespace, wrap) => {
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace, wrap: wrap() });
    expect(begun.error).toBeInstanceOf(PartialMoveError);
    const report = requireReport(await goOn(pair, 'rollback', begun));
    // The intent to release is what counts: from there on it moves back.
    expect(report.outcome).toBe(namespace === 'z-all' ? 'moved' : 'rolled-back');
    await requireNone(pair, namespace, before);
    requireNoAlarm(namespace);
  });

  test('and can be resumed instead, from all the same places', async () => {
    for (const [at, wrap] of [
      dyingBefore(nth(4, ({ side, verb }) => side === 'target' && verb === 'create')),
      dyingBefore(nth(4, isSeal)),
      dyingBefore(isDeletion),
      dyingBefore(nth(5, isDeletion)),
      dyingBefore(isReleaseIn('target')),
    ].entries()) {
      const namespace = `z-resume-${at}`;
      await draw(pair.source, namespace, fleet, fleetDetails);
      const before = await sidesOf(pair, namespace);
      // Told to stop, it does not begin to undo: what a process leaves that dies with its journal.
      const begun = await begin(pair, { namespace, wrap, onFailure: 'stop' });
      expect(begun.error).toBeInstanceOf(PartialMoveError);
      requireReport(await goOn(pair, 'resume', begun));
      await requireAll(pair, namespace, before);
      requireNoAlarm(namespace);
    }
  });

  test('with what stays in the source, whose owners are its owners again, under their new UIDs', async () => {
    const namespace = 'z-shared';
    await draw(pair.target, namespace, '');
    const drawn = await draw(pair.source, namespace, shared, { 'ClusterClass/c': { annotations: { mine: 'kept' } } });
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace, clusters: ['a'], wrap: dyingBefore(nth(3, isDeletion)) });
    expect(begun.error).toBeInstanceOf(PartialMoveError);
    requireReport(await goOn(pair, 'rollback', begun));
    await requireNone(pair, namespace, before);
    const template = await drawn.read('DockerMachineTemplate/shared');
    const owners = [await drawn.read('Cluster/a'), await drawn.read('Cluster/b')].map((one) => one?.metadata.uid);
    expect(template?.metadata.ownerReferences?.map(({ uid }) => uid)).toEqual(owners);
    requireNoAlarm(namespace);
  });
});

describe('a move that has released something in the target moves back', () => {
  test('after its first release, with a Cluster that the user had paused', async () => {
    const namespace = 'z-release';
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, `${shared}\nCluster/u > Machine/u`, { 'Cluster/u': { spec: { paused: true } } });
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, {
      namespace,
      allow: { paused: true },
      wrap: dyingBefore(nth(2, isReleaseIn('target'))),
    });
    expect(begun.error).toMatchObject({ name: 'PartialMoveError', report: { released: true } });
    const report = requireReport(await goOn(pair, 'rollback', begun));
    expect(report.moveId).not.toBe(begun.moveId);
    await requireNone(pair, namespace, before);
  });

  test('after its first release', async () => {
    const namespace = 'z-release-plain';
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, shared);
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace, wrap: dyingBefore(nth(2, isReleaseIn('target'))) });
    expect(begun.error).toMatchObject({ name: 'PartialMoveError', report: { released: true } });
    const report = requireReport(await goOn(pair, 'rollback', begun));
    expect(report.moveId).not.toBe(begun.moveId);
    await requireNone(pair, namespace, before);
  });

  test('after its end, with all that it had taken along', async () => {
    const namespace = 'z-end';
    await draw(pair.target, namespace, '');
    await draw(
      pair.source,
      namespace,
      `${shared}
       ClusterResourceSet/s > ClusterResourceSetBinding/a
       ClusterResourceSet/s > ConfigMap/cni
       Secret/a-ca`,
      { 'ClusterResourceSetBinding/a': { spec: { clusterName: 'a' } }, 'Cluster/a': { labels: { resources: 's' } } },
    );
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace });
    requireMoved(begun);
    await requireAll(pair, namespace, before);
    requireReport(await goOn(pair, 'rollback', begun));
    await requireNone(pair, namespace, before);
  });

  test('with a Cluster that the user had paused, and that stays paused', async () => {
    const namespace = 'z-paused';
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, fleet, { ...fleetDetails, 'Cluster/a': { spec: { paused: true } } });
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace, allow: { paused: true } });
    requireMoved(begun);
    await requireAll(pair, namespace, before);
    requireReport(await goOn(pair, 'rollback', begun));
    await requireNone(pair, namespace, before);
  });

  test('one Cluster of several, leaving the others in the target alone', async () => {
    const namespace = 'z-one';
    await draw(pair.target, namespace, '');
    const drawn = await draw(pair.source, namespace, shared);
    const first = await begin(pair, { namespace, clusters: ['a'] });
    requireMoved(first);
    const second = await begin(pair, { namespace, clusters: ['b'] });
    requireMoved(second);
    requireReport(await goOn(pair, 'rollback', second));
    expect(await drawn.read('Cluster/b')).toBeDefined();
    expect(await drawn.read('Machine/b')).toBeDefined();
    expect(await drawn.read('Cluster/b', pair.target)).toBeUndefined();
    expect(await drawn.read('Cluster/a')).toBeUndefined();
    expect(await drawn.read('Cluster/a', pair.target)).toHaveProperty('metadata.name', 'a');
    const sides = await sidesOf(pair, namespace);
    await requireSides(pair, namespace, sides);
  });

  test('but never between other clusters than its own', async () => {
    const namespace = 'z-swapped';
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace });
    requireMoved(begun);
    const { error } = await goOn(pair, 'rollback', begun, { sides: { source: pair.target, target: pair.source } });
    expect(error).toMatchObject({ code: 'wrong-clusters' });
    await requireAll(pair, namespace, before);
  });
});

describe('a target that is given up', () => {
  test('leaves the source usable, and is cleared by a later rollback', async () => {
    const namespace = 'z-abandon';
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace, wrap: dyingBefore(isSeal) });
    requireReport(await goOn(pair, 'rollback', begun, { abandonTarget: true, withoutTarget: true }));
    expect((await sidesOf(pair, namespace)).source).toEqual(before.source);
    expect(Object.keys((await sidesOf(pair, namespace)).target)).toHaveLength(Object.keys(before.source).length);
    requireReport(await goOn(pair, 'rollback', begun));
    await requireNone(pair, namespace, before);
  });

  test('cannot be once something is nowhere else', async () => {
    const namespace = 'z-abandon-late';
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace, wrap: dyingBefore(nth(2, isDeletion)) });
    const { error } = await goOn(pair, 'rollback', begun, { abandonTarget: true, withoutTarget: true });
    expect(String(error)).toMatch(/it is in the target only/u);
    expect(error instanceof PartialMoveError ? error.cause : error).toBeInstanceOf(StalePlanError);
    requireReport(await goOn(pair, 'resume', begun));
    await requireAll(pair, namespace, before);
  });

  test('gives back what was taken off an object for a deletion that was not sent', async () => {
    const namespace = 'z-abandon-strip';
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, 'Cluster/a > Machine/m', { 'Machine/m': fleetDetails['Machine/m'] });
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace, wrap: dyingBefore(isDeletion) });
    const { error, report } = await goOn(pair, 'rollback', begun, { abandonTarget: true, withoutTarget: true });
    // Refused by name, or given back: both are fine; released without its finalizer it is not.
    if (report !== undefined) expect((await sidesOf(pair, namespace)).source).toEqual(before.source);
    else expect(String(error)).toMatch(/Machine z-abandon-strip\/m/u);
    requireReport(await goOn(pair, 'rollback', begun));
    await requireNone(pair, namespace, before);
  });
});
