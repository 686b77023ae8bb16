import { formatRef, type MoveReport } from '@tsmove/move-core';
import type { Output } from '../context.ts';
import { formatDuration } from '../flags/duration.ts';
import type { PlanSummary } from './plan-summary.ts';
import type { View } from './view.ts';
import { count } from './words.ts';

/** A view that says on stdout, in sentences, what a move came to. */
export function outcomeView(output: Output, level: number): View {
  return {
    show(message) {
      if (message.type !== 'moved') return;
      output.write(
        outcomeLines(message.report, message.summary, level)
          .map((line) => `${line}\n`)
          .join(''),
      );
    },
    rest() {
      // Nothing of the moment is on the screen.
    },
  };
}

/** What a finished move came to. */
export function outcomeLines(
  report: MoveReport,
  { from, to, clusters }: PlanSummary,
  level: number,
): readonly string[] {
  const { moved, copied, adopted } = report.counts;
  const way = `from ${from} to ${to ?? 'the target'}`;
  const lines = [
    report.entries.length === 0
      ? `Nothing to move in namespace ${report.namespace}.`
      : `Moved ${count(moved, 'object')} of ${count(clusters, 'Cluster')} in namespace ${report.namespace} ${way} in ${formatDuration(report.elapsedMs)}.`,
  ];
  if (copied > 0)
    lines.push(
      `Copied ${count(copied, 'object')} that the source keeps, because something else uses ${copied === 1 ? 'it' : 'them'}.`,
    );
  if (adopted > 0)
    lines.push(`${count(adopted, 'equal object')} in the target ${adopted === 1 ? 'was' : 'were'} there before.`);
  const added = report.addedByTarget;
  if (added.length > 0) {
    lines.push(`The target's defaults added ${count(added.length, 'value')}${level > 0 ? ':' : '; -v 1 shows them.'}`);
    if (level > 0) lines.push(...added.map(({ ref, path }) => `  ${formatRef(ref)}: ${path}`));
  }
  return lines;
}
