import { columns } from './columns.ts';
import { displayWidth } from './display-width.ts';

/** A column of a table that may be too wide for the terminal. */
export interface Column {
  readonly heading: string;
  readonly cells: readonly string[];
  /** Columns with the lowest number go first where there is not room for all; absent: this one stays. */
  readonly worth?: number;
}

/**
 * Rows as kubectl prints them, at most `width` wide if that can be had by leaving columns out; `width` undefined: no
 * terminal, and all columns.
 */
export function fittedColumns(table: readonly Column[], width: number | undefined): readonly string[] {
  const lines = laidOut(table);
  if (width === undefined || lines.every((line) => displayWidth(line) <= width)) return lines;
  const least = Math.min(...table.map(({ worth }) => worth ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(least)
    ? fittedColumns(
        table.filter(({ worth }) => worth !== least),
        width,
      )
    : lines;
}

function laidOut(table: readonly Column[]): readonly string[] {
  const rows = (table[0]?.cells ?? []).map((_, row) => table.map(({ cells }) => cells[row] ?? ''));
  return columns(
    table.map(({ heading }) => heading),
    rows,
  );
}
