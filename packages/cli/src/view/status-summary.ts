import type { KnownMove } from '../session/known-moves.ts';
import type { Paint } from './paint.ts';
import { statusLines } from './status-table.ts';
import { count } from './words.ts';

export interface StatusSummary {
  readonly moves: readonly KnownMove[];
  /** Finished moves that are not shown. */
  readonly hidden: number;
  /** Where was looked: `/home/alice/.local/state/tsmove/journal and in the clusters`. */
  readonly where: string;
  /** How to go on, as lines, if there is one move only. */
  readonly goOn: readonly string[];
  readonly program: string;
}

/** The table of moves, how many are not in it, and how to go on. */
export function statusSummaryLines(
  { moves, hidden, where, goOn, program }: StatusSummary,
  { nowMs, width, paint }: { readonly nowMs: number; readonly width: number | undefined; readonly paint: Paint },
): readonly string[] {
  const more =
    hidden === 0 ? [] : [`${count(hidden, 'finished move')} not shown; --all shows ${hidden === 1 ? 'it' : 'them'}.`];
  if (moves.length === 0) return [`No ${hidden === 0 ? '' : 'open '}moves in ${where}.`, ...more];
  const steps = moves.length === 1 ? goOn : [`How to go on with one of them: ${program} status MOVE`];
  return [
    ...statusLines(moves, nowMs, width).map((line, index) => (index === 0 ? paint('bold', line) : line)),
    ...(more.length === 0 ? [] : ['', ...more]),
    ...(steps.length === 0 ? [] : ['', ...steps]),
  ];
}
