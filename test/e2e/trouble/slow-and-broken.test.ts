import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { startFaultyProxy, type Passing, type Trouble } from '../../support/faulty-proxy/faulty-proxy.ts';
import { requireMoved } from '../move/run.ts';
import { begin, fleetDetails, goOn, requireReport, startBed } from './bed.ts';
import { beforeWrites, isDeletion } from './faults.ts';
import { requireAll, requireNone, sidesOf } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

/** Few objects, of every sort: held, with a status, with a finalizer, with an owner, with none. */
const small = 'Cluster/a > Machine/m > Secret/m\nSecret/a-ca';
const details = { 'Cluster/a': fleetDetails['Cluster/a'], 'Machine/m': fleetDetails['Machine/m'] };

type Script = (passing: Passing) => Trouble | undefined;

/** Moves by way of two proxies, and requires that all has moved as if there had been no trouble. */
async function moveThrough(namespace: string, script: () => Script): Promise<readonly number[]> {
  await using source = await startFaultyProxy(pair.source, script());
  await using target = await startFaultyProxy(pair.target, script());
  await draw(pair.source, namespace, small, details);
  const before = await sidesOf(pair, namespace);
  const sides = { source: source.plane, target: target.plane };
  requireMoved(await begin(sides, { namespace, retryBudgetMs: 20_000 }));
  await requireAll(pair, namespace, before);
  return [source.counts.troubled, target.counts.troubled];
}

/** The first attempt of each request is troubled, and no second one. */
function once(choose: (passing: Passing, at: number) => Trouble | undefined): () => Script {
  return () => {
    const seen = new Set<string>();
    return (passing) => {
      const key = `${passing.method} ${passing.path}`;
      if (seen.has(key)) return undefined;
      seen.add(key);
      return choose(passing, seen.size);
    };
  };
}

const isWrite = ({ method }: Passing): boolean => method !== 'GET';

const mixed: readonly Trouble[] = [
  { status: 429, retryAfter: '0' },
  { status: 500 },
  { answer: 'within' },
  { status: 503, retryAfter: '0' },
  { answer: 'none' },
  { answer: 'short' },
  { status: 500, reached: true },
  { answer: 'none', reached: true },
  { status: 504, reached: true },
];

// They wait more than they work.
describe.concurrent('a move gets through to all', () => {
  test('when every call takes 300 ms longer', async () => {
    const troubled = await moveThrough('s-slow', () => () => ({ delayMs: 300 }));
    expect(Math.min(...troubled)).toBeGreaterThan(20);
  });

  test.each<readonly [string, string, Trouble]>([
    ['is told to wait a second', 's-429', { status: 429, retryAfter: '1' }],
    ['is answered with 500, and was carried out', 's-500', { status: 500, reached: true }],
    ['is answered with 503, and was not carried out', 's-503', { status: 503 }],
    ['is carried out, and its answer ends in the middle', 's-within', { answer: 'within' }],
    ['is carried out, and its answer lacks its end', 's-short', { answer: 'short' }],
    ['is carried out, and its connection is reset', 's-reset', { answer: 'none', reached: true }],
  ])('when every write %s at first', async (_what, namespace, trouble) => {
    const troubled = await moveThrough(
      namespace,
      once((passing) => (isWrite(passing) ? trouble : undefined)),
    );
    expect(Math.min(...troubled)).toBeGreaterThan(3);
  });

  test.each([0, 4])('when every request fails at first, each in its own way, beginning with way %i', async (first) => {
    const troubled = await moveThrough(
      `s-mixed-${first}`,
      once((_passing, at) => mixed[(at + first) % mixed.length]),
    );
    expect(Math.min(...troubled)).toBeGreaterThan(20);
  });
});

describe.concurrent('a target that answers 500 to everything', () => {
  test('from some create on for longer than the move has patience: the move is undone', async () => {
    const namespace = 's-dead-create';
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, small, details);
    const before = await sidesOf(pair, namespace);
    let failing = false;
    await using target = await startFaultyProxy(pair.target, () => (failing ? { status: 500 } : undefined));
    const begun = await begin(
      { source: pair.source, target: target.plane },
      {
        namespace,
        retryBudgetMs: 500,
        wrap: beforeWrites(({ side, verb, kind }) => {
          if (failing || side !== 'target' || verb !== 'create' || kind !== 'Machine') return;
          failing = true;
          setTimeout(() => (failing = false), 3_000);
        }),
      },
    );
    expect(begun.error).toMatchObject({ name: 'RolledBackError' });
    expect(String(begun.error)).toMatch(/500/u);
    await requireNone(pair, namespace, before);
  });

  test('or a source from some deletion on: the move waits, and goes on', async () => {
    const namespace = 's-dead-retire';
    await draw(pair.source, namespace, small, details);
    const before = await sidesOf(pair, namespace);
    let failing = false;
    await using source = await startFaultyProxy(pair.source, () => (failing ? { status: 500 } : undefined));
    const begun = await begin(
      { source: source.plane, target: pair.target },
      {
        namespace,
        retryBudgetMs: 500,
        wrap: beforeWrites((sent) => {
          if (failing || !isDeletion(sent) || sent.kind !== 'Machine') return;
          failing = true;
          setTimeout(() => (failing = false), 3_000);
        }),
      },
    );
    // Its Leases may have run out of their own, shorter patience: then it stops, and going on ends it.
    if (begun.report === undefined) requireReport(await goOn(pair, 'resume', begun));
    await requireAll(pair, namespace, before);
  });
});
