import type { SideData } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw } from '../../support/drawing/draw.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { requireNone, sidesOf, type Sides } from '../trouble/sides.ts';
import {
  pivot,
  readNote,
  remains,
  sourceState,
  sourceUntouched,
  startPivotBed,
  type PivotBed,
  type PivotOutcome,
} from './bed.ts';
import { live, type Death } from './deaths.ts';

let bed: PivotBed;
let before: Sides;

const namespace = 'dies';

/** Every how many writes a process dies; 1 for all of them: TSMOVE_PIVOT_EVERY=1. */
const every = Number(process.env['TSMOVE_PIVOT_EVERY'] ?? '9');

beforeAll(async () => {
  bed = await startPivotBed();
  await ensureNamespace(bed.pair.target, 'side');
  await draw(bed.pair.source, namespace, 'Cluster/a > Machine/m > DockerMachine/m');
  before = await sidesOf(bed.pair, namespace);
});

afterAll(() => bed.stop());

/** Never in order, so that a pivot stays open at its end and can be undone from there. */
const unsettled: SideData = {
  name: 'unsettled',
  plan: () => Promise.resolve([]),
  remember: () => Promise.resolve(null),
  apply: () => Promise.resolve(),
  undo: () => Promise.resolve(),
  check: () => Promise.resolve([{ code: 'never', severity: 'error', message: 'It is never in order.' }]),
};

const options = { also: unsettled, settleTimeoutMs: 0 } as const;

async function requireUntouched(): Promise<void> {
  const { pair } = bed;
  expect(await sourceState(pair)).toEqual(sourceUntouched);
  expect(await readNote(pair, 'side')).toBeUndefined();
  expect(await remains(pair, namespace)).toEqual([]);
  await requireNone(pair, namespace, before);
}

function requireUnsettled({ report, error }: PivotOutcome): void {
  if (report === undefined) throw error;
  expect(report.outcome).toBe('unsettled');
}

function requireUndone({ report, error }: PivotOutcome): void {
  if (report === undefined) throw error;
  expect(report).toMatchObject({ outcome: 'undone', kept: [] });
}

/** Whoever dies after the record is gone has nothing left to do. */
function requireUndoneOrOver(outcome: PivotOutcome, isOver: boolean): void {
  if (!isOver) requireUndone(outcome);
  else expect(outcome.error).toMatchObject({ code: 'no-pivot' });
}

async function dies(death: Death, how: 'start' | 'rollback'): Promise<string> {
  const life = live(death);
  const { error } = await pivot(bed.pair, namespace, { ...options, how, wrap: life.wrap });
  expect(life.isDead, `${how} ${death.when} write ${death.at.toString()}`).toBe(true);
  expect(error).toBeDefined();
  return life.writes.at(-1) ?? '';
}

test(
  'wherever a process dies, the pivot is gone on with to its end, and undone from there',
  { timeout: 3_600_000 },
  async () => {
    const forward = live();
    requireUnsettled(await pivot(bed.pair, namespace, { ...options, wrap: forward.wrap }));
    const back = live();
    requireUndone(await pivot(bed.pair, namespace, { ...options, how: 'rollback', wrap: back.wrap }));
    await requireUntouched();
    expect(forward.writes.length).toBeGreaterThan(40);
    expect(back.writes.length).toBeGreaterThan(25);

    let turn = 0;
    for (const [how, writes] of [
      ['start', forward.writes],
      ['rollback', back.writes],
    ] as const) {
      for (let at = 1 + (every > 1 ? 3 : 0); at <= writes.length; at += every) {
        for (const when of every === 1
          ? (['before', 'after'] as const)
          : ([turn % 2 === 0 ? 'before' : 'after'] as const)) {
          turn += 1;
          if (how === 'rollback') requireUnsettled(await pivot(bed.pair, namespace, options));
          const where = `${how}: ${when} ${at.toString()} ${await dies({ at, when }, how)}`;
          try {
            // The first record may not have been written: then there is nothing to undo.
            const second = turn % 3 === 0 || at === 1 ? 'start' : how;
            if (how === 'start' && second === 'start') requireUnsettled(await pivot(bed.pair, namespace, options));
            const isOver = when === 'after' && /tsmove-pivot-\S+ delete$/.test(where);
            requireUndoneOrOver(await pivot(bed.pair, namespace, { ...options, how: 'rollback' }), isOver);
            await requireUntouched();
          } catch (error) {
            throw new Error(where, { cause: error });
          }
        }
      }
    }
  },
);
