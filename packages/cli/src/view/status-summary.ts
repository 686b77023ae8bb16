import type { KnownMove } from '../session/known-moves.ts';
import type { NextStep } from '../session/next-steps.ts';
import { nextLines } from './next-lines.ts';
import type { Paint } from './paint.ts';
import { statusLines } from './status-table.ts';
import { count } from './words.ts';

export interface StatusSummary {
  readonly moves: readonly KnownMove[];
  readonly next: (move: KnownMove) => readonly NextStep[];
  /** Finished moves that are not shown. */
  readonly hidden: number;
  /** Where the journals of this machine are. */
  readonly directory: string;
  readonly program: string;
}

/** The table of moves, how many are not in it, and how to go on. */
export function statusSummaryLines(
  { moves, next, hidden, directory, program }: StatusSummary,
  { nowMs, width, paint }: { readonly nowMs: number; readonly width: number | undefined; readonly paint: Paint },
): readonly string[] {
  const more = hidden === 0 ? [] : [`${count(hidden, 'finished move')} not shown; --all shows ${hidden === 1 ? 'it' : 'them'}.`];
  const [only, ...others] = moves;
  if (only === undefined) return [`No ${hidden === 0 ? '' : 'open '}moves in ${directory}.`, ...more];
  const steps = others.length === 0 ? nextLines(next(only), paint) : [];
  return [
    ...statusLines(moves, nowMs, width),
    ...(more.length === 0 ? [] : ['', ...more]),
    ...(steps.length === 0 ? [] : ['', ...steps]),
    ...(others.length === 0 ? [] : ['', `How to go on with one of them: ${program} status MOVE`]),
  ];
}
