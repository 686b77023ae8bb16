import { setTimeout as pause } from 'node:timers/promises';
import { PartialMoveError } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, goOn, requireReport } from '../../e2e/trouble/bed.ts';
import { closeConnections } from '../../e2e/trouble/connections.ts';
import { dyingBefore, isDeletion, isSeal, nth, type Wrap } from '../../e2e/trouble/faults.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { startByoh } from '../../support/managers/byoh.ts';
import { convertKinds } from '../../support/managers/conversion.ts';
import { startCore } from '../../support/managers/core-managers.ts';
import { read, readAll } from '../bed/objects.ts';
import { startPairForManagers } from '../bed/pair.ts';
import {
  allow,
  createHost,
  createLinked,
  isTaken,
  registerAgain,
  temptationMs,
  touchMachine,
  type ByoHost,
} from './machines.ts';

/** The hosts' manager runs in the source all the time, and Cluster API's core on both sides. */
let pair: Pair;
const ends: AsyncDisposable[] = [];

const cases: readonly (readonly [when: string, namespace: string, wrap: () => Wrap])[] = [
  [
    'before its commit',
    'undone',
    () =>
      dyingBefore(nth(1, ({ side, verb, kind }) => side === 'target' && verb === 'status' && kind === 'ByoMachine')),
  ],
  ['right after its commit', 'sealed', () => dyingBefore(isSeal)],
  ['half way through its deletions', 'returned', () => dyingBefore(nth(3, isDeletion))],
];

beforeAll(async () => {
  pair = await startPairForManagers({ crds: ['core', 'clusterctl', 'byoh'] });
  ends.push(pair);
  for (const plane of pair.both) {
    const core = await startCore(plane);
    ends.push(core);
    await convertKinds(plane, core);
  }
  ends.push(await startByoh(pair.source));
  for (const [, namespace] of cases) {
    await createLinked(pair.source, namespace);
    await pair.target.api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    await registerAgain(pair, namespace);
  }
  await createHost(pair.source, 'spare', 'innocent');
});

afterAll(async () => {
  await closeConnections();
  for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
});

/** What a host is to be, and whose it is. */
async function hostIn(plane: ControlPlane, namespace: string): Promise<unknown> {
  const { spec, status, metadata } = await read<ByoHost>(plane, 'ByoHost', namespace, 'box');
  return { uid: metadata.uid, labels: metadata.labels, spec, ref: status?.machineRef };
}

test.each(cases)(
  'hosts stay whose they are when a move that died %s is rolled back',
  async (_when, namespace, wrap) => {
    const { source, target } = pair;
    const before = await Promise.all(pair.both.map((plane) => hostIn(plane, namespace)));
    const begun = await begin(pair, { namespace, allow, wrap: wrap() });
    expect(begun.error).toBeInstanceOf(PartialMoveError);
    expect(requireReport(await goOn(pair, 'rollback', begun)).outcome).toBe('rolled-back');
    await touchMachine(source, namespace);
    await pause(temptationMs);

    expect(await Promise.all(pair.both.map((plane) => hostIn(plane, namespace)))).toEqual(before);
    expect(await isTaken(source, 'spare', 'innocent')).toBe(false);
    expect(await read(source, 'Cluster', namespace, 'alpha')).not.toHaveProperty('spec.paused', true);
    const machine = await read(source, 'ByoMachine', namespace, 'm');
    expect(machine).toHaveProperty('spec.providerID', 'byoh://box/abcdef');
    expect(machine.metadata.deletionTimestamp).toBeUndefined();
    for (const kind of ['Cluster', 'Machine', 'ByoMachine', 'ByoCluster']) {
      expect(await readAll(target, kind, namespace)).toEqual([]);
    }
  },
);
