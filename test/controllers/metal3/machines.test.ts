import { PartialMoveError } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { allCrdSets } from '../../support/crds/modules.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { startBaremetalOperator } from '../../support/managers/baremetal-operator.ts';
import { startClusterApi } from '../../support/managers/core-managers.ts';
import { startIpam, startMetal3 } from '../../support/managers/metal3.ts';
import { until } from '../../support/processes/until.ts';
import { requireMoved, runMove } from '../../e2e/move/run.ts';
import { begin, goOn, requireReport } from '../../e2e/trouble/bed.ts';
import { closeConnections } from '../../e2e/trouble/connections.ts';
import { dyingBefore, isDeletion, nth } from '../../e2e/trouble/faults.ts';
import { conditionOf, create, readAll } from '../bed/objects.ts';
import { startPairForManagers } from '../bed/pair.ts';
import { quietPeriod } from '../bed/quiet.ts';
import { atRest, drawHosts, historyOfHosts, type Host } from './hosts.ts';
import { allocationsOf, drawMachines } from './machines.ts';

/** Cluster API, its Metal3 provider, the address manager and the baremetal-operator run on both sides all the time. */
let pair: Pair;
const running: { stop(): Promise<void> }[] = [];

async function startAll(plane: ControlPlane): Promise<void> {
  running.push(await startClusterApi(plane));
  running.push(await startBaremetalOperator(plane), await startIpam(plane), await startMetal3(plane));
}

beforeAll(async () => {
  pair = await startPairForManagers({ crds: [...allCrdSets, 'bmo', 'capm3', 'ipam-metal3'] });
  for (const plane of pair.both) await startAll(plane);
});

afterAll(async () => {
  await closeConnections();
  await Promise.all(running.map((one) => one.stop()));
  await pair.stop();
});

/** Nobody runs a workload cluster here, so that no Machine ever gets its Node, and no control plane is initialized. */
const allow = { skip: ['machine-without-node', 'control-plane-not-initialized', 'cluster-not-provisioned'] };

/** Two hosts for the machines, and one that stays free. */
async function drawFleet(namespace: string): Promise<readonly Host[]> {
  const plane = pair.source;
  await drawHosts(
    plane,
    namespace,
    ['h1', 'h2', 'h3'].map((name) => ({ name, image: false })),
  );
  await atRest(plane, namespace);
  await drawMachines(plane, namespace, ['m1', 'm2']);
  await until({ what: 'two hosts to be provisioned', timeout: 120_000, interval: 500 }, async () => {
    const hosts = await readAll<Host>(plane, 'BareMetalHost', namespace);
    return hosts.filter(({ status }) => status?.provisioning.state === 'provisioned').length === 2;
  });
  await ensureNamespace(pair.target, namespace);
  return readAll<Host>(plane, 'BareMetalHost', namespace);
}

const statesOf = (hosts: readonly Host[]): unknown =>
  Object.fromEntries(hosts.map(({ metadata, status }) => [metadata.name, status?.provisioning.state]));

const pausesOf = (hosts: readonly Host[]): readonly (string | undefined)[] =>
  hosts.map(({ metadata }) => metadata.annotations?.['baremetalhost.metal3.io/paused']);

test('machines keep their hosts, their data and their addresses; free hosts stay free', async () => {
  const namespace = 'metal';
  const hosts = await drawFleet(namespace);
  const before = await allocationsOf(pair.source, namespace);
  await using seen = await historyOfHosts(pair.target, namespace);

  requireMoved(await runMove(pair, { namespace, allow }));
  await until({ what: 'the pauses to be lifted', timeout: 60_000, interval: 500 }, async () => {
    const there = await readAll<Host>(pair.target, 'BareMetalHost', namespace);
    return pausesOf(there).every((value) => value === undefined);
  });
  await quietPeriod();

  const after = await readAll<Host>(pair.target, 'BareMetalHost', namespace);
  expect(statesOf(after)).toEqual(statesOf(hosts));
  for (const states of seen.states.values()) expect(states.slice(1)).toHaveLength(1);
  expect(await allocationsOf(pair.target, namespace)).toEqual(before);
  expect(new Set(Object.values(before.hosts)).size).toBe(2);
  expect(await readAll(pair.source, 'BareMetalHost', namespace)).toEqual([]);
  expect(await readAll(pair.source, 'IPPool', namespace)).toEqual([]);
  const machines = await readAll(pair.target, 'Metal3Machine', namespace);
  expect(machines.map((machine) => conditionOf(machine, 'Paused')?.status)).toEqual(['False', 'False']);
});

test('a move that died half way through its deletions is rolled back: everything is as before', async () => {
  const namespace = 'metal-back';
  const hosts = await drawFleet(namespace);
  const before = await allocationsOf(pair.source, namespace);
  const begun = await begin(pair, { namespace, allow, wrap: dyingBefore(nth(12, isDeletion)) });
  expect(begun.error).toBeInstanceOf(PartialMoveError);
  await using seen = await historyOfHosts(pair.source, namespace);
  expect(requireReport(await goOn(pair, 'rollback', begun)).outcome).toBe('rolled-back');
  await until({ what: 'the pauses to be lifted', timeout: 60_000, interval: 500 }, async () => {
    const there = await readAll<Host>(pair.source, 'BareMetalHost', namespace);
    return pausesOf(there).every((value) => value === undefined);
  });
  await quietPeriod();
  expect(statesOf(await readAll<Host>(pair.source, 'BareMetalHost', namespace))).toEqual(statesOf(hosts));
  expect(await allocationsOf(pair.source, namespace)).toEqual(before);
  expect(
    [...seen.states.values()].flat().filter((state) => !/^(no state|provisioned|available|gone)$/u.test(state)),
  ).toEqual([]);
  expect(await readAll(pair.target, 'BareMetalHost', namespace)).toEqual([]);
  expect(await readAll(pair.target, 'IPPool', namespace)).toEqual([]);
});

test('to show that this can fail: a claim that arrives without its address is given another', async () => {
  const namespace = 'control';
  const plane = pair.target;
  await ensureNamespace(plane, namespace);
  const pool = { prefix: 24, gateway: '10.2.0.1', pools: [{ start: '10.2.0.10', end: '10.2.0.99' }] };
  await create(plane, namespace, {
    kind: 'IPPool',
    metadata: { name: 'nobodys' },
    spec: { namePrefix: 'nobodys', ...pool },
  });
  await create(plane, namespace, {
    kind: 'IPClaim',
    metadata: { name: 'data-0-nobodys' },
    spec: { pool: { name: 'nobodys' } },
  });
  await until({ what: 'the claim to have an address', timeout: 60_000 }, async () => {
    const { addresses } = await allocationsOf(plane, namespace);
    return addresses['data-0-nobodys'] !== undefined;
  });
  // Where it came from it has the next one: the first was given out when the claim was made.
  const moved = await allocationsOf(plane, 'metal');
  expect(moved.addresses['data-0-nobodys']).not.toBe('10.2.0.10');
  expect((await allocationsOf(plane, namespace)).addresses['data-0-nobodys']).toBe('10.2.0.10');
});
