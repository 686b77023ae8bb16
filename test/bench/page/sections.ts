import { titleOf, whereLines } from '../result/print.ts';
import type { BenchmarkResult } from '../result/result.ts';
import { tablesOf, type Table } from '../result/tables.ts';

/** What of the page is made from a result: everything between `<!-- result -->` and `<!-- /result -->`. */
export function resultSection(result: BenchmarkResult): string {
  const { comparisons, versions, at } = result;
  const parts = comparisons.flatMap((comparison) => [
    `### ${titleOf(comparison)}`,
    ...tablesOf(comparison).flatMap(({ title, ...table }) => [`${title}:`, fenced(aligned(table))]),
  ]);
  return [
    `Measured here, the last of it on ${at.slice(0, 10)}:`,
    fenced(
      whereLines(
        comparisons.map(({ machine }) => machine),
        versions,
      ),
    ),
    ...parts,
  ].join('\n\n');
}

/** The page with another section in the place of the one it has. */
export function withSection(page: string, section: string): string {
  const place = /(<!-- result -->\n)[^]*?(\n<!-- \/result -->)/;
  if (!place.test(page)) throw new Error('the page has no place for a result');
  return page.replace(place, (_, begin: string, end: string) => `${begin}\n${section}\n${end}`);
}

function fenced(lines: readonly string[]): string {
  return ['```', ...lines, '```'].join('\n');
}

/** As the printer aligns it. */
function aligned({ headings, rows }: Omit<Table, 'title'>): readonly string[] {
  const all = [headings.map((heading) => heading.toUpperCase()), ...rows];
  const widths = headings.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}
