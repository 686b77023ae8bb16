import { describePivotEvent, type MoveEvent, type PivotEvent } from '@tsmove/move-core';
import { explainHint } from './explain-hint.ts';
import { failureLines } from './failure-lines.ts';
import { findingLines, worthTelling } from './findings.ts';
import type { Paint } from './paint.ts';
import { formatDuration } from '../flags/duration.ts';
import { printable } from './printable.ts';
import { nextLines } from './next-lines.ts';
import { objectLine } from './object-line.ts';
import { sentenceFor } from './sentences.ts';
import type { PlanSummary } from './plan-summary.ts';
import type { Message, Retry } from './view.ts';
import { count } from './words.ts';

const mostCopies = 10;

/**
 * The lines that people get to read on stderr about a message, at this verbosity: the same on a terminal and in a log.
 * Phases are not among them, because those two show phases differently.
 */
export function linesFor(message: Message, level: number, paint: Paint): readonly string[] {
  switch (message.type) {
    case 'note':
      return message.level <= level ? [printable(message.text)] : [];
    case 'problem':
      return [`${paint('red', 'error:')} ${printable(message.text)}`];
    case 'planned':
      return plannedLines(message.summary, level);
    case 'findings': {
      const told = worthTelling(message.findings, level);
      return [
        ...findingLines(told, paint),
        ...explainHint(
          told.map(({ code }) => code),
          paint,
        ),
      ];
    }
    case 'event':
      return eventLines(message.event, level, paint);
    case 'pivot':
      return pivotLines(message.event, level, paint);
    case 'warning':
      return [`${paint('yellow', 'warning:')} ${message.warning.server}: ${printable(message.warning.text)}`];
    case 'retry':
      return level < 5 ? [] : [retryLine(message.retry)];
    case 'stopping':
      return [paint('bold', message.sentence), ...nextLines(message.next, paint)];
    case 'failed':
      return failureLines(message.failure, level, paint);
    default:
      return [];
  }
}

function plannedLines(summary: PlanSummary, level: number): readonly string[] {
  const { namespace, targetNamespace, clusters, classes, moved, copied, leftBehind, kinds } = summary;
  const arrival = targetNamespace === undefined ? '' : `, which is ${targetNamespace} in the target`;
  const copies = copied.length === 0 ? '' : `, ${copied.length.toString()} to copy`;
  const lines = [
    `Found ${count(clusters, 'Cluster')}${classes === 0 ? '' : ` and ${count(classes, 'ClusterClass')}`} in namespace ${printable(namespace)}${arrival}: ${count(moved, 'object')} to move${copies}`,
  ];
  if (copied.length > 0) {
    lines.push('To be copied, and kept in the source because something else uses them:');
    const shown = level > 0 ? copied : copied.slice(0, mostCopies);
    lines.push(...shown.map(({ ref, because }) => `  ${objectLine(ref, namespace)}: ${printable(because)}`));
    if (shown.length < copied.length)
      lines.push(`  and ${(copied.length - shown.length).toString()} more; -v 1 shows them all`);
  }
  if (leftBehind > 0)
    lines.push(`${count(leftBehind, 'object')} of the namespace will be left behind; tsmove plan shows them`);
  if (level >= 5) lines.push(...kinds.map(([kind, number]) => `  ${number.toString()} ${printable(kind)}`));
  return lines;
}

function eventLines(event: MoveEvent, level: number, paint: Paint): readonly string[] {
  if (event.type === 'diagnostic') {
    // Errors come once more, all together, with the failure.
    if (event.diagnostic.severity === 'error') return [];
    return findingLines(worthTelling([event.diagnostic], level), paint);
  }
  const sentence = sentenceFor(event, level);
  if (sentence === undefined) return [];
  const text = printable(sentence.text);
  return [sentence.warning ? `${paint('yellow', 'warning:')} ${text}` : text];
}

/** Steps for everybody; what is done in them for who asks for every object. */
function pivotLines(event: PivotEvent, level: number, paint: Paint): readonly string[] {
  if (event.type === 'finding') return findingLines(worthTelling([event.diagnostic], level), paint);
  if (event.type === 'finished') return [];
  const text = printable(describePivotEvent(event));
  if (event.type === 'undoing' || event.type === 'object-kept') return [`${paint('yellow', 'warning:')} ${text}`];
  return level >= 1 || !pivotDetails.has(event.type) ? [text] : [];
}

const pivotDetails: ReadonlySet<PivotEvent['type']> = new Set([
  ...(['object-applied', 'object-restored', 'object-removed', 'workload-scaled'] as const),
  ...(['webhooks-relaxed', 'webhooks-restored', 'step-finished'] as const),
]);

function retryLine({ server, method, path, attempt, delayMs, reason }: Retry): string {
  return printable(
    `${server}: ${method} ${path} failed (try ${attempt.toString()}): ${reason}; again in ${formatDuration(delayMs)}`,
  );
}
