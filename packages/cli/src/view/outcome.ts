import { isArchiveUrl } from '../session/archive-place.ts';
import { formatRef, type MoveReport } from '@tsmove/move-core';
import type { Output } from '../context.ts';
import { formatDuration } from '../flags/duration.ts';
import type { Paint } from './paint.ts';
import { nextLines } from './next-lines.ts';
import { printable } from './printable.ts';
import type { View, Way } from './view.ts';
import { count } from './words.ts';

/** A view that says on stdout, in sentences, what a move came to. */
export function outcomeView(output: Output, paint: Paint, level: number): View {
  const write = (lines: readonly string[]): void => {
    output.write(lines.map((line) => `${line}\n`).join(''));
  };
  return {
    show(message) {
      if (message.type === 'ended-before') write([printable(message.sentence)]);
      if (message.type !== 'ended') return;
      const { report, way, next } = message;
      write([...outcomeLines(report, way, level).map(printable), ...nextLines(next, paint)]);
    },
    rest() {
      // Nothing of the moment is on the screen.
    },
  };
}

/** What a finished move came to. */
export function outcomeLines(report: MoveReport, way: Way, level: number): readonly string[] {
  return report.outcome === 'moved' ? movedLines(report, way, level) : undoneLines(report, way);
}

function undoneLines(
  { moveId, namespace, createdNamespaces, elapsedMs }: MoveReport,
  { from }: Way,
): readonly string[] {
  const kept = createdNamespaces.map(
    (name) => `Namespace ${name}, which the move had created, is still in the target.`,
  );
  return [
    `Undid move ${moveId} of namespace ${namespace} in ${formatDuration(elapsedMs)}: ${from} has every object, as before the move.`,
    ...kept,
  ];
}

function movedLines(report: MoveReport, { from, to, clusters }: Way, level: number): readonly string[] {
  const { moved, copied, adopted } = report.counts;
  const way = `from ${from} to ${to ?? 'the target'}`;
  const lines = [
    report.entries.length === 0
      ? `Nothing to move in namespace ${report.namespace}.`
      : `${isArchiveUrl(from) ? 'Imported' : 'Moved'} ${count(moved, 'object')}${clusters === undefined ? '' : ` of ${count(clusters, 'Cluster')}`} in namespace ${report.namespace}${report.targetNamespace === undefined ? '' : ` as ${report.targetNamespace}`} ${way} in ${formatDuration(report.elapsedMs)}.`,
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
