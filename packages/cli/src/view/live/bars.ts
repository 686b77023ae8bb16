import { displayWidth, truncate } from '../display-width.ts';
import { printable } from '../printable.ts';
import type { ClusterChoice } from './clusters.ts';
import type { Glyphs } from './glyphs.ts';
import type { Numbers, Sight } from './lines.ts';
import { line, type Line, type Span } from './spans.ts';

type Frame = Pick<Sight, 'columns' | 'glyphs'>;

const widestBar = 30;
const leastBar = 6;
const widestName = 32;

/** `  ━━━━━━────────  132/470  45/s  about 8s left`; on a narrow terminal the bar goes first. */
export function barLine({ counts, share, percent, rest }: Numbers, { columns, glyphs }: Frame): readonly Line[] {
  if (counts === undefined) return [];
  const words = [counts, percent ?? '', ...rest].join('  ');
  const width = Math.min(widestBar, columns - 4 - displayWidth(words));
  return [width < leastBar ? line(`  ${words}`) : line('  ', ...bar(share, width, glyphs), `  ${words}`)];
}

/** One line for each Cluster that is shown, and one that counts the others. */
export function clusterLines(
  { shown, otherDone, otherMoving, otherToCome }: ClusterChoice,
  { columns, glyphs }: Frame,
): readonly Line[] {
  const most = Math.min(widestName, Math.max(8, Math.floor(columns / 3)));
  const names = shown.map(({ name }) => truncate(printable(name), most));
  const nameWidth = Math.max(0, ...names.map(displayWidth));
  const countWidth = Math.max(0, ...shown.map(({ total }) => 2 * total.toString().length + 1));
  const width = Math.min(20, columns - nameWidth - countWidth - 6);
  const rows = shown.map(({ done, total }, index): Line => {
    const name = names[index] ?? '';
    const padded = `  ${name}${' '.repeat(nameWidth - displayWidth(name))}  `;
    const counts = `${done.toString()}/${total.toString()}`.padStart(countWidth);
    const drawing = width < leastBar ? [] : [...bar(total === 0 ? 1 : done / total, width, glyphs), { text: '  ' }];
    return line(padded, ...drawing, counts);
  });
  const others = [
    [otherMoving, 'in motion'],
    [otherDone, 'done'],
    [otherToCome, 'to come'],
  ] as const;
  const told = others.filter(([number]) => number > 0);
  if (told.length === 0) return rows;
  const parts = told.map(([number, what]) => `${number.toString()} ${what}`);
  const text = `  ${shown.length === 0 ? 'Clusters' : 'more Clusters'}: ${parts.join(', ')}`;
  return [...rows, line({ text, style: 'dim' })];
}

function bar(share: number, width: number, { full, empty }: Glyphs): readonly Span[] {
  const filled = Math.max(0, Math.min(width, Math.floor(share * width)));
  return [
    { text: full.repeat(filled), style: 'green' },
    { text: empty.repeat(width - filled), style: 'dim' },
  ];
}
