import { displayWidth } from './display-width.ts';
import { printable } from './printable.ts';

const gap = '   ';

/** Rows as kubectl prints them: a heading in capitals, columns as wide as they must be, no lines around them. */
export function columns(heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [heading, ...rows.map((row) => row.map(printable))];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))));
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell))))
      .join(gap)
      .trimEnd(),
  );
}
