import { formatRef, type MoveReport, type ReportEntry } from '@tsmove/move-core';
import { columns } from './columns.ts';
import { printable } from './printable.ts';

const mostFailures = 10;

/** What is where after a move that stopped half way: the meaning, the counts, and the objects that failed. */
export function partialLines(report: MoveReport, level: number): readonly string[] {
  return ['', ...meaning(report), '', ...states(report.entries), ...failures(report.entries, level)];
}

function meaning({ committed, released }: MoveReport): readonly string[] {
  if (released) {
    return [
      'Everything is in the target and verified, and the target has begun to take over.',
      'What is not yet resumed there is paused; nothing of the move is active in the source.',
    ];
  }
  if (committed) {
    return [
      'Everything is in the target and verified; deleting from the source has begun.',
      'Both sides are paused, so nothing is reconciled twice. Resume neither by hand.',
    ];
  }
  return [
    'Nothing has been deleted: the source has every object, and is the side that counts.',
    'Both sides are paused, so nothing is reconciled twice.',
  ];
}

/** How many objects are in which state, the most frequent first. */
function states(entries: readonly ReportEntry[]): readonly string[] {
  const counts = new Map<string, { readonly target: string; readonly source: string; count: number }>();
  for (const { target, source } of entries) {
    const key = `${target} ${source}`;
    const state = counts.get(key) ?? { target, source, count: 0 };
    state.count += 1;
    counts.set(key, state);
  }
  const rows = [...counts.values()]
    .toSorted((a, b) => b.count - a.count)
    .map(({ target, source, count }) => [count.toString(), target, source]);
  return columns(['OBJECTS', 'TARGET', 'SOURCE'], rows).map((line) => `  ${line}`);
}

function failures(entries: readonly ReportEntry[], level: number): readonly string[] {
  const failed = entries.filter(({ failure }) => failure !== undefined);
  const shown = level > 0 ? failed : failed.slice(0, mostFailures);
  const hidden = failed.length - shown.length;
  return [
    ...(shown.length === 0 ? [] : ['']),
    ...shown.map(({ ref, failure }) => `  ${printable(`${formatRef(ref)}: ${failure ?? ''}`)}`),
    ...(hidden === 0 ? [] : [`  and ${hidden.toString()} more; -v 1 shows them all`]),
  ];
}
