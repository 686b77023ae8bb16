import { readFile } from 'node:fs/promises';
import { PartialMoveError } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { allCrdSets } from '../../support/crds/modules.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { startBaremetalOperator } from '../../support/managers/baremetal-operator.ts';
import type { Manager } from '../../support/managers/manager.ts';
import { until } from '../../support/processes/until.ts';
import { requireMoved, runMove } from '../../e2e/move/run.ts';
import { begin, goOn, requireReport } from '../../e2e/trouble/bed.ts';
import { closeConnections } from '../../e2e/trouble/connections.ts';
import { dyingBefore, isDeletion, isSeal, nth, type Wrap } from '../../e2e/trouble/faults.ts';
import { create, readAll } from '../bed/objects.ts';
import { startPairForManagers } from '../bed/pair.ts';
import { quietPeriod } from '../bed/quiet.ts';
import { atRest, drawHosts, historyOfHosts, type Host } from './hosts.ts';

/** The real baremetal-operator runs on both sides all the time: nobody is so kind as to stop it for a move. */
let pair: Pair;
let operators: readonly Manager[];

beforeAll(async () => {
  pair = await startPairForManagers({ crds: [...allCrdSets, 'bmo'] });
  operators = await Promise.all(pair.both.map((plane) => startBaremetalOperator(plane)));
});

afterAll(async () => {
  await closeConnections();
  await Promise.all(operators.map((one) => one.stop()));
  await pair.stop();
});

const rack = [
  { name: 'one', image: true },
  { name: 'two', image: true },
  { name: 'free', image: false },
] as const;

const asTheyRest = { one: ['provisioned'], two: ['provisioned'], free: ['available'] };

/** What a rest is: everything of a host's status that its operator goes by. */
function essenceOf({ metadata, status }: Host): unknown {
  const { state, ID, image } = status?.provisioning ?? {};
  return { name: metadata.name, state, ID, image };
}

const doings = ['starting inspection', 'preparing host', 'provisioning image', 'ensuring host is deprovisioned'];

/** What an operator does to hosts from now on, by the words of its log; what is done to the stand-in for Ironic names no namespace. */
async function doingsOf(
  operator: Manager | undefined,
): Promise<() => Promise<{ adopted: boolean; done: readonly string[] }>> {
  const read = (): Promise<string> => readFile(operator?.logFile ?? '', 'utf8');
  const from = (await read()).length;
  return async () => {
    const log = (await read()).slice(from);
    return { adopted: log.includes('adopting host'), done: doings.filter((words) => log.includes(words)) };
  };
}

const statesOf = (states: ReadonlyMap<string, readonly string[]>): unknown => Object.fromEntries(states);

describe('hosts with their status', () => {
  test('stay what they are: no inspection, no cleaning, no provisioning, on no side', async () => {
    const namespace = 'rack';
    await drawHosts(pair.source, namespace, rack);
    const before = await atRest(pair.source, namespace);
    await ensureNamespace(pair.target, namespace);
    await using inSource = await historyOfHosts(pair.source, namespace);
    await using inTarget = await historyOfHosts(pair.target, namespace);
    const [sourceDid, targetDid] = [await doingsOf(operators[0]), await doingsOf(operators[1])];
    const others = await readAll(pair.source, 'HostFirmwareSettings', namespace);

    const report = requireMoved(await runMove(pair, { namespace }));
    await quietPeriod();

    const after = await readAll<Host>(pair.target, 'BareMetalHost', namespace);
    expect(after.map(essenceOf)).toEqual(before.map(essenceOf));
    expect(after.map(({ metadata }) => Object.keys(metadata.annotations ?? {}))).toEqual([[], [], []]);
    expect(statesOf(inTarget.states)).toEqual({
      one: ['no state', 'provisioned'],
      two: ['no state', 'provisioned'],
      free: ['no state', 'available'],
    });
    // Never a deletion that the operator could have acted on: gone at once.
    expect(statesOf(inSource.states)).toEqual({
      one: ['provisioned', 'gone'],
      two: ['provisioned', 'gone'],
      free: ['available', 'gone'],
    });
    expect(await targetDid()).toEqual({ adopted: true, done: [] });
    expect((await sourceDid()).done).toEqual([]);
    // What hangs on the hosts has come along, although no definition carries a label.
    for (const kind of ['HardwareData', 'HostFirmwareSettings', 'HostFirmwareComponents']) {
      const there = await readAll(pair.target, kind, namespace);
      expect(there.map(({ metadata }) => metadata.name)).toEqual(others.map(({ metadata }) => metadata.name));
    }
    const secrets = (await readAll(pair.target, 'Secret', namespace)).map(({ metadata }) => metadata.name);
    expect(secrets).toEqual(['free-bmc', 'one-bmc', 'two-bmc']);
    expect(report.counts).toMatchObject({ copied: 0, adopted: 0 });
  });

  test('kept in the source stay there, paused for good, and the target takes over', async () => {
    const namespace = 'kept';
    await drawHosts(pair.source, namespace, rack);
    const before = await atRest(pair.source, namespace);
    await ensureNamespace(pair.target, namespace);
    await using inSource = await historyOfHosts(pair.source, namespace);
    await using inTarget = await historyOfHosts(pair.target, namespace);
    const keepInSource = [{ group: 'metal3.io', kind: 'BareMetalHost' }];
    requireMoved(await runMove(pair, { namespace, keepInSource, allow: { empty: true } }));
    await quietPeriod();
    expect(statesOf(inSource.states)).toEqual(asTheyRest);
    expect((await readAll<Host>(pair.target, 'BareMetalHost', namespace)).map(essenceOf)).toEqual(
      before.map(essenceOf),
    );
    expect([...inTarget.states.values()].flat().sort()).toEqual([
      'available',
      'no state',
      'no state',
      'no state',
      'provisioned',
      'provisioned',
    ]);
    const paused = (hosts: readonly Host[]): unknown => hosts.map(({ metadata: { annotations = {} } }) => annotations);
    const kept = { 'baremetalhost.metal3.io/paused': 'tsmove.dev' };
    expect(paused(await readAll<Host>(pair.source, 'BareMetalHost', namespace))).toEqual([kept, kept, kept]);
    expect(paused(await readAll<Host>(pair.target, 'BareMetalHost', namespace))).toEqual([{}, {}, {}]);
  });

  test.each<readonly [when: string, namespace: string, wrap: () => Wrap]>([
    [
      'before its commit',
      'undone',
      () =>
        dyingBefore(
          nth(2, ({ side, verb, kind }) => side === 'target' && verb === 'status' && kind === 'BareMetalHost'),
        ),
    ],
    ['right after its commit', 'sealed', () => dyingBefore(isSeal)],
    ['half way through its deletions', 'returned', () => dyingBefore(nth(6, isDeletion))],
  ])('are as before when a move that died %s is rolled back', async (_when, namespace, wrap) => {
    await drawHosts(pair.source, namespace, rack);
    const before = await atRest(pair.source, namespace);
    await ensureNamespace(pair.target, namespace);
    const [sourceDid, targetDid] = [await doingsOf(operators[0]), await doingsOf(operators[1])];
    await using inTarget = await historyOfHosts(pair.target, namespace);
    const begun = await begin(pair, { namespace, wrap: wrap() });
    expect(begun.error).toBeInstanceOf(PartialMoveError);
    expect(requireReport(await goOn(pair, 'rollback', begun)).outcome).toBe('rolled-back');
    await quietPeriod();
    const after = await readAll<Host>(pair.source, 'BareMetalHost', namespace);
    expect(after.map(essenceOf)).toEqual(before.map(essenceOf));
    expect(after.map(({ metadata }) => metadata.annotations ?? {})).toEqual([{}, {}, {}]);
    expect(await readAll(pair.target, 'BareMetalHost', namespace)).toEqual([]);
    expect((await sourceDid()).done).toEqual([]);
    expect((await targetDid()).done).toEqual([]);
    expect([...inTarget.states.values()].flat().filter((state) => state.includes('being deleted'))).toEqual([]);
  });
});

describe('to show that these tests can fail: hosts', () => {
  test('that arrive without status go through everything, and are provisioned anew', async () => {
    const namespace = 'control';
    await ensureNamespace(pair.target, namespace);
    await using seen = await historyOfHosts(pair.target, namespace);
    const targetDid = await doingsOf(operators[1]);
    await drawHosts(pair.target, namespace, [{ name: 'one', image: true }]);
    await atRest(pair.target, namespace);
    expect(seen.states.get('one')).toEqual(
      expect.arrayContaining(['registering', 'preparing', 'provisioning', 'provisioned']),
    );
    expect((await targetDid()).done).toContain('provisioning image');
  });

  test('that are deleted while nobody has paused them are deprovisioned', async () => {
    const namespace = 'control';
    await using seen = await historyOfHosts(pair.target, namespace);
    const hosts = await pair.target.kinds.find('BareMetalHost');
    await pair.target.api.request('DELETE', `/apis/${hosts.apiVersion}/namespaces/${namespace}/baremetalhosts/one`);
    await until({ what: 'the host to be gone', timeout: 60_000 }, () => seen.states.get('one')?.at(-1) === 'gone');
    expect(seen.states.get('one')?.some((state) => state.startsWith('deprovisioning'))).toBe(true);
  });
});

test('a host in the middle of something is refused before anything is touched', async () => {
  const namespace = 'unsettled';
  await ensureNamespace(pair.source, namespace);
  await create(pair.source, namespace, {
    kind: 'BareMetalHost',
    metadata: { name: 'new', annotations: { 'baremetalhost.metal3.io/paused': '' } },
    spec: { online: true, bootMACAddress: '00:5c:52:31:3b:00' },
  });
  const { error } = await runMove(pair, { namespace });
  expect(error).toMatchObject({ diagnostics: [{ code: 'host-unsettled', severity: 'error' }] });
  expect(await readAll(pair.target, 'BareMetalHost', namespace)).toEqual([]);
});
