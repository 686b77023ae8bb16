import { setTimeout as pause } from 'node:timers/promises';
import { createProviders } from '@tsmove/providers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireMoved, runMove } from '../../e2e/move/run.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { startByoh } from '../../support/managers/byoh.ts';
import { convertKinds } from '../../support/managers/conversion.ts';
import { startCore } from '../../support/managers/core-managers.ts';
import type { Manager } from '../../support/managers/manager.ts';
import { pathIn, read, readAll } from '../bed/objects.ts';
import { startPairForManagers } from '../bed/pair.ts';
import {
  allow,
  createHost,
  createLinked,
  hostTaken,
  isTaken,
  registerAgain,
  temptationMs,
  touchMachine,
  type ByoHost,
} from './machines.ts';

/** Cluster API's core runs on both sides. The hosts' manager can run once: in the source until a move, in the target from then on. */
let pair: Pair;
let manager: Manager;
const ends: AsyncDisposable[] = [];

beforeAll(async () => {
  pair = await startPairForManagers({ crds: ['core', 'clusterctl', 'byoh'] });
  ends.push(pair);
  for (const plane of pair.both) {
    const core = await startCore(plane);
    ends.push(core);
    await convertKinds(plane, core);
  }
  manager = await startByoh(pair.source);
  for (const namespace of ['later', 'ready']) await createLinked(pair.source, namespace);
  await manager.stop();
  manager = await startByoh(pair.target);
});

afterAll(async () => {
  await manager.stop();
  for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
});

/**
 * Cluster API's controller of Machines is not told when their Cluster is paused, and neither is this provider: the Machine
 * never says that it has seen the pause, and counts as quiet because it does not change.
 */
async function move(namespace: string, mode: 'strict' | 'report'): Promise<void> {
  requireMoved(await runMove(pair, { namespace, providers: createProviders({ byoh: { mode } }), allow }));
}

test('a Cluster whose hosts are not in the target yet stays paused there, and takes no other host', async () => {
  const { target } = pair;
  const namespace = 'later';
  await createHost(target, 'spare', 'innocent');
  await move(namespace, 'report');
  for (let waited = 0; waited < temptationMs; waited += 1_000) {
    await touchMachine(target, namespace);
    await pause(1_000);
  }
  expect(await isTaken(target, 'spare', 'innocent')).toBe(false);
  expect(await read(target, 'Cluster', namespace, 'alpha')).toHaveProperty('spec.paused', true);

  // To show that this test can fail: without the pause it is taken.
  await target.api.call('PATCH', await pathIn(target, 'Cluster', namespace, 'alpha'), { spec: { paused: false } });
  const host = await hostTaken(target, { namespace: 'spare', name: 'innocent' }, namespace);
  expect(host.status?.machineRef).toMatchObject({ namespace, name: 'm' });
});

test('a Cluster that finds its hosts in the target is released there, and keeps to them', async () => {
  const { source, target } = pair;
  const namespace = 'ready';
  await createHost(target, 'spare', 'other');
  await target.api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  await registerAgain(pair, namespace);
  const before = await read<ByoHost>(target, 'ByoHost', namespace, 'box');
  await move(namespace, 'strict');
  await touchMachine(target, namespace);
  await pause(temptationMs);

  expect(await read(target, 'Cluster', namespace, 'alpha')).not.toHaveProperty('spec.paused', true);
  const after = await read<ByoHost>(target, 'ByoHost', namespace, 'box');
  expect({ spec: after.spec, ref: after.status?.machineRef }).toEqual({
    spec: before.spec,
    ref: before.status?.machineRef,
  });
  expect(await isTaken(target, 'spare', 'other')).toBe(false);
  expect(await read(target, 'ByoMachine', namespace, 'm')).toHaveProperty('spec.providerID', 'byoh://box/abcdef');
  // The agent's object is its own: it stays in the source.
  expect((await readAll(source, 'ByoHost', namespace)).map(({ metadata }) => metadata.name)).toEqual(['box']);
  expect(await readAll(source, 'ByoMachine', namespace)).toEqual([]);
});
