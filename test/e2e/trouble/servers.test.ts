import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ControlPlane, Part } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { census } from '../../support/census.ts';
import { draw } from '../../support/drawing/draw.ts';
import { until } from '../../support/processes/until.ts';
import { begin, fleet, fleetDetails, goOn, requireReport, startBed, type BeginOptions, type Begun } from './bed.ts';
import { beforeWrites, dyingBefore, isDeletion, isReleaseIn, isSeal, nth, type Sent } from './faults.ts';
import { requireAll, requireNone, sidesOf, isDrawn, type Sides } from './sides.ts';

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
  /** For one of the moves: it comes to a halt right before the first write for which `when` is true. */
  at(when: (sent: Sent) => boolean): ReturnType<typeof beforeWrites>;
  /** Resolves when the servers are back. */
  over(): Promise<void>;
}

/** Once so many moves have come to where they are wanted, servers are killed; then all go on. */
function outage(moves: number, ms: number, victims: readonly Which[]): Outage {
  let arrived = 0;
  let killed: Promise<unknown> | undefined;
  let back: Promise<void> | undefined;
  const kill = async (): Promise<void> => {
    await Promise.all(victims.map(([side, part]) => pair[side].kill(part)));
    back = backAfter(ms, victims);
    // Who waits for it says what became of it.
    back.catch(() => undefined);
  };
  return {
    over: async () => back,
    at(when) {
      let met = false;
      return beforeWrites(async (sent) => {
        if (met || !when(sent)) return;
        met = true;
        arrived += 1;
        await until({ what: 'all moves to come to where servers are killed' }, () => arrived === moves);
        await (killed ??= kill());
      });
    },
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

type Place = keyof typeof writeIn;

interface Ended {
  readonly place: Place;
  readonly namespace: string;
  readonly before: Sides;
  readonly begun: Begun;
}

/** Moves that stand in different phases when servers go away; answers when all have ended and the servers are back. */
async function moveThrough(
  name: string,
  places: readonly Place[],
  lasting: number,
  victims: readonly Which[],
  options: Partial<BeginOptions>,
): Promise<readonly Ended[]> {
  const { at, over } = outage(places.length, lasting, victims);
  const prepared = await Promise.all(
    places.map(async (place) => {
      const namespace = `k-${name}-${place}`;
      await draw(pair.target, namespace, '');
      await draw(pair.source, namespace, fleet, fleetDetails);
      return { place, namespace, before: await sidesOf(pair, namespace) };
    }),
  );
  const ended = await Promise.all(
    prepared.map(async (one) => ({
      ...one,
      begun: await begin(pair, { ...options, namespace: one.namespace, wrap: at(writeIn[one.place]()) }),
    })),
  );
  await over();
  return ended;
}

test.each([
  ['source', 'target'],
  ['target', 'source'],
] as const)(
  'with the API server of the %s and the etcd of the %s killed and back after 2 s, moves get through from every phase',
  async (one, other) => {
    const victims = [
      [one, 'apiserver'],
      [other, 'etcd'],
    ] as const;
    const places = ['hold', 'create', 'seal', 'retire', 'release'] as const;
    for (const { namespace, before, begun } of await moveThrough(one, places, 2_000, victims, {
      retryBudgetMs: 60_000,
    })) {
      requireReport(begun);
      await requireAll(pair, namespace, before);
    }
  },
);

test('with both API servers away for longer than requests are tried again, what is not committed is undone', async () => {
  const victims = [
    ['source', 'apiserver'],
    ['target', 'apiserver'],
  ] as const;
  // Leases that run out meanwhile, so that the gate has to be passed anew.
  const options = { retryBudgetMs: 1_000, leaseDurationMs: 6_000 };
  for (const { place, namespace, before, begun } of await moveThrough(
    'long',
    ['hold', 'create', 'seal', 'retire'],
    4_000,
    victims,
    options,
  )) {
    if (place === 'hold' || place === 'create') {
      expect(begun.report, place).toBeUndefined();
      expect(String(begun.error), place).toMatch(/connection refused/u);
      await requireNone(pair, namespace, before);
    } else {
      // After the commit it is waited for.
      requireReport(begun);
      await requireAll(pair, namespace, before);
    }
  }
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
