import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane, Part } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { census } from '../../support/census.ts';
import { draw } from '../../support/drawing/draw.ts';
import { until } from '../../support/processes/until.ts';
import { begin, fleet, fleetDetails, goOn, requireReport, startBed } from './bed.ts';
import { beforeWrites, dyingBefore, isDeletion, isReleaseIn, isSeal, nth, type Sent } from './faults.ts';
import { requireAll, requireNone, sidesOf, isDrawn } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

type Which = readonly [side: 'source' | 'target', part: Exclude<Part, 'controller-manager'>];

/** Starts servers again `ms` later; resolves when both sides answer. */
async function backAfter(ms: number, victims: readonly Which[]): Promise<void> {
  await sleep(ms);
  await Promise.all(victims.map(([side, part]) => pair[side].restart(part)));
  await Promise.all(pair.both.map(answers));
}

/** An API server that has started, or whose etcd was away, takes a while until it serves every kind. */
async function answers(plane: ControlPlane): Promise<void> {
  const path = '/api/v1/namespaces/default/configmaps?dryRun=All';
  await until({ what: `${plane.name} to answer`, timeout: 60_000, interval: 200 }, async () => {
    const written = await plane.api.request('POST', path, { metadata: { name: 'x' } });
    await census(plane, 'default', isDrawn);
    return written.status === 201;
  });
}

interface Outage {
  readonly done: () => Promise<void>;
  readonly happened: () => boolean;
  readonly wrap: ReturnType<typeof beforeWrites>;
}

/** Servers that are killed right before the first write for which `when` is true, and are away for so long. */
function outage(when: (sent: Sent) => boolean, ms: number, victims: readonly Which[]): Outage {
  let killed: Promise<{ readonly back: Promise<void> }> | undefined;
  const kill = async (): Promise<{ readonly back: Promise<void> }> => {
    await Promise.all(victims.map(([side, part]) => pair[side].kill(part)));
    const back = backAfter(ms, victims);
    // Who waits for it says what became of it.
    back.catch(() => undefined);
    return { back };
  };
  return {
    wrap: beforeWrites(async (sent) => {
      if (killed === undefined && when(sent)) await (killed = kill());
    }),
    happened: () => killed !== undefined,
    done: async () => (await killed)?.back,
  };
}

const isCreate = ({ side, verb }: Sent): boolean => side === 'target' && verb === 'create';

const isHold = ({ side, verb }: Sent): boolean => side === 'source' && verb === 'patch';

/** A write in the middle of each phase, counted anew for each move. */
const writeIn = {
  hold: () => isHold,
  create: () => nth(4, isCreate),
  seal: () => nth(3, isSeal),
  retire: () => nth(3, isDeletion),
  release: () => isReleaseIn('target'),
} as const;

describe('a server that is killed and comes back after 2 s', () => {
  // Both sides at once: where the move writes it meets the one, and at the gate the other.
  test.each([
    ['hold', ['source', 'apiserver'], ['target', 'etcd']],
    ['hold', ['source', 'etcd'], ['target', 'apiserver']],
    ['create', ['target', 'apiserver'], ['source', 'etcd']],
    ['create', ['target', 'etcd'], ['source', 'apiserver']],
    ['seal', ['target', 'apiserver'], ['source', 'etcd']],
    ['seal', ['target', 'etcd'], ['source', 'apiserver']],
    ['retire', ['source', 'apiserver'], ['target', 'etcd']],
    ['retire', ['source', 'etcd'], ['target', 'apiserver']],
    ['release', ['target', 'apiserver'], ['source', 'etcd']],
    ['release', ['target', 'etcd'], ['source', 'apiserver']],
  ] as const)('in %s, %s and %s: the move gets through to all, or leaves none', async (phase, one, other) => {
    const namespace = `k-${phase}-${one[1]}`;
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const { wrap, happened, done } = outage(writeIn[phase](), 2_000, [one, other]);
    const begun = await begin(pair, { namespace, wrap, retryBudgetMs: 60_000 });
    expect(happened()).toBe(true);
    await done();
    if (begun.report !== undefined) await requireAll(pair, namespace, before);
    else {
      expect(begun.error).toMatchObject({ name: 'RolledBackError' });
      await requireNone(pair, namespace, before);
    }
  });
});

describe('a server that is away for longer than requests are tried again', () => {
  test.each([
    ['the target, before the commit, and the move is undone', 'k-long-create', 'target'],
    ['the source, before the commit, and the move is undone', 'k-long-hold', 'source'],
  ] as const)('%s', async (_what, namespace, side) => {
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const when = side === 'target' ? nth(4, isCreate) : isHold;
    const { wrap, happened, done } = outage(when, 4_000, [[side, 'apiserver']]);
    const begun = await begin(pair, { namespace, wrap, retryBudgetMs: 1_000, leaseDurationMs: 6_000 });
    expect(happened()).toBe(true);
    await done();
    expect(begun.report).toBeUndefined();
    expect(String(begun.error)).toMatch(new RegExp(`${side}.*connection refused`, 'u'));
    await requireNone(pair, namespace, before);
  });

  test('the source, after the commit, and the move waits and gets through to all', async () => {
    const namespace = 'k-long-retire';
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const { wrap, happened, done } = outage(nth(3, isDeletion), 4_000, [['source', 'apiserver']]);
    // The Leases run out meanwhile, so that the gate has to be passed anew.
    const begun = await begin(pair, { namespace, wrap, retryBudgetMs: 1_000, leaseDurationMs: 6_000 });
    expect(happened()).toBe(true);
    await done();
    requireReport(begun);
    await requireAll(pair, namespace, before);
  });
});

test('a target whose servers are gone is given up; when they are back, what it is owed is cleared', async () => {
  const namespace = 'k-abandon';
  const servers = [
    ['target', 'apiserver'],
    ['target', 'etcd'],
  ] as const;
  await draw(pair.target, namespace, '');
  const drawn = await draw(pair.source, namespace, fleet, fleetDetails);
  const before = await sidesOf(pair, namespace);
  const begun = await begin(pair, { namespace, wrap: dyingBefore(isSeal) });
  expect(begun.error).toMatchObject({ name: 'PartialMoveError', report: { committed: true } });
  await Promise.all(servers.map(([side, part]) => pair[side].kill(part)));
  const given = requireReport(await goOn(pair, 'rollback', begun, { abandonTarget: true, withoutTarget: true }));
  expect(given.outcome).toBe('rolled-back');
  expect(await drawn.read('Cluster/a')).not.toHaveProperty('spec.paused');
  const { error } = await goOn(pair, 'resume', begun, { retryBudgetMs: 500 });
  expect(error).toMatchObject({ code: 'target-abandoned' });
  // In this order: the one cannot start without the other.
  await pair.target.restart('etcd');
  await pair.target.restart('apiserver');
  await answers(pair.target);
  const back = await sidesOf(pair, namespace);
  expect(back.source).toEqual(before.source);
  expect(Object.keys(back.target)).toEqual(Object.keys(before.source));
  expect(await drawn.read('Cluster/a', pair.target)).toHaveProperty('spec.paused', true);
  requireReport(await goOn(pair, 'rollback', begun));
  await requireNone(pair, namespace, before);
});
