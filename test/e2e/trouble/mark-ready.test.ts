import { afterAll, beforeAll, expect, test } from 'vitest';
import { census } from '../../support/census.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { requireMoved } from '../move/run.ts';
import { begin, goOn, requireReport, startBed } from './bed.ts';
import { dyingBefore, isReleaseIn, nth } from './faults.ts';
import { requireNone, sidesOf } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

const mark = 'tsmove.dev/pivoted-ready';

/** With kinds whose metadata controllers copy on to others: a mark there would come back on every new Machine. */
const fleet = `
  Cluster/a > KubeadmControlPlane/a > Machine/m > KubeadmConfig/m > Secret/m
  Cluster/a > MachineDeployment/d > MachineSet/d > Machine/w
  Cluster/a > DockerMachineTemplate/t
`;

test.each([
  ['in one go', 'm-plain', undefined],
  ['although it stopped between two marks', 'm-stopped', 'mark'],
  ['although it stopped in its release', 'm-late', 'release'],
] as const)('a move %s leaves its mark on what has moved, and no manager', async (_how, namespace, stop) => {
  const drawn = await draw(pair.source, namespace, fleet, { 'Machine/m': { annotations: { mine: 'kept' } } });
  const wrap = {
    mark: dyingBefore(nth(3, ({ body }) => JSON.stringify(body ?? {}).includes(mark))),
    release: dyingBefore(isReleaseIn('target')),
  };
  const begun = await begin(pair, { namespace, markReady: true, ...(stop === undefined ? {} : { wrap: wrap[stop] }) });
  if (stop === undefined) requireMoved(begun);
  else {
    expect(begun.error).toMatchObject({ name: 'PartialMoveError' });
    requireReport(await goOn(pair, 'resume', begun));
  }
  const after = await census(pair.target, namespace);
  expect(after.size).toBe(drawn.names.length);
  for (const [name, { metadata }] of after) {
    const copies = /^(?:Cluster|MachineDeployment|DockerMachineTemplate)\./u.test(name);
    expect(metadata.annotations?.[mark], name).toBe(copies ? undefined : begun.moveId);
    expect(JSON.stringify(metadata.managedFields), name).not.toContain('"tsmove');
    const traces = Object.keys(metadata.annotations ?? {}).filter((key) => key.startsWith('tsmove.dev/'));
    expect(traces, name).toEqual(copies ? [] : [mark]);
  }
  expect(await drawn.read('Machine/m', pair.target)).toHaveProperty('metadata.annotations.mine', 'kept');
});

test('what moves back does not bring the mark of the way there along', async () => {
  const namespace = 'm-back';
  await draw(pair.target, namespace, '');
  await draw(pair.source, namespace, fleet);
  const before = await sidesOf(pair, namespace);
  const begun = await begin(pair, { namespace, markReady: true });
  requireMoved(begun);
  requireReport(await goOn(pair, 'rollback', begun));
  await requireNone(pair, namespace, before);
});
