import type { Bed } from '../bed/bed.ts';
import type { CrashPoint } from '../mortal/mortal.ts';
import { nameOf, recoveries, type CrashCase, type Recovery } from './crash-case.ts';
import { recordMove, recordRollback, type NextNamespace, type Points } from './record.ts';

/** Where moves die whose rollback is to die as well: a part of the target is there; all of it; a part of the source is gone. */
export function rollbackStarts(move: Points): readonly CrashPoint[] {
  const find = (fits: (name: string) => boolean, when: CrashPoint['when']): CrashPoint => {
    const name = move.certain.find(fits);
    if (name === undefined) throw new Error('a move has no such point any more: see rollbackStarts');
    return { name, when };
  };
  return [
    find((name) => name === 'create/target/Machine/a-1/post', 'after'),
    find((name) => name === 'journal/committing', 'before'),
    find((name) => name === 'retire/source/Machine/a-1/delete', 'after'),
  ];
}

export interface CaseList {
  readonly cases: readonly CrashCase[];
  /** For people: what the points were taken from. */
  readonly recorded: readonly { readonly of: string; readonly points: Points }[];
}

export interface Choice {
  readonly how?: readonly Recovery[] | undefined;
  readonly filter?: RegExp | undefined;
  /** So many, evenly spread over the course of the move. */
  readonly sample?: number | undefined;
}

/** Records the points, and makes every case of them that is wanted. */
export async function listCases(bed: Bed, next: NextNamespace, choice: Choice): Promise<CaseList> {
  const move = await recordMove(bed, next);
  const recorded: { of: string; points: Points }[] = [{ of: 'move', points: move }];
  const cases: CrashCase[] = pointsOf(move).flatMap((point) => recoveries.map((how) => ({ point, how })));
  for (const rollbackFrom of rollbackStarts(move)) {
    const points = await recordRollback(bed, next, rollbackFrom);
    recorded.push({ of: `rollback from ${rollbackFrom.when} ${rollbackFrom.name}`, points });
    cases.push(...pointsOf(points).map((point): CrashCase => ({ rollbackFrom, point, how: 'rollback' })));
  }
  return { cases: choose(cases, choice), recorded };
}

function pointsOf({ certain }: Points): readonly CrashPoint[] {
  return certain.flatMap((name) => [
    { name, when: 'before' },
    { name, when: 'after' },
  ]);
}

function choose(cases: readonly CrashCase[], { how, filter, sample }: Choice): readonly CrashCase[] {
  const wanted = cases.filter(
    (one) => (how === undefined || how.includes(one.how)) && (filter === undefined || filter.test(nameOf(one))),
  );
  if (sample === undefined || sample >= wanted.length) return wanted;
  return Array.from({ length: sample }, (_, at) => wanted[Math.floor((at * wanted.length) / sample)]).filter(
    (one) => one !== undefined,
  );
}
