import type { MoveEvent, PivotEvent } from '@tsmove/move-core';
import type { Output } from '../context.ts';
import type { Failure } from '../errors/failure.ts';
import { exitCodes } from '../exit-codes.ts';
import type { NextStep } from '../session/next-steps.ts';
import { errorDocument } from './error-document.ts';
import type { JsonLine, SummaryLine } from './records.ts';
import type { Message, View } from './view.ts';

/** Version of the records; it changes when one loses a field or a field its meaning. */
export const recordVersion = 1;

/** A view for programs: one JSON record a line on stdout. The last one is the summary. */
export function jsonLinesView(output: Output): View {
  return {
    show(message) {
      for (const record of recordsFor(message)) output.write(jsonLine(record));
    },
    rest() {
      // Nothing of the moment is on the screen.
    },
  };
}

/** A record as it is printed. */
export function jsonLine(record: JsonLine): string {
  return `${JSON.stringify(record)}\n`;
}

/** What a command came to, as the last record. */
export function summaryLine(fields: Omit<SummaryLine, 'type' | 'formatVersion'>): SummaryLine {
  return { type: 'summary', formatVersion: recordVersion, ...fields };
}

function nextOf(next: readonly NextStep[]): { readonly next?: readonly NextStep[] } {
  return next.length === 0 ? {} : { next };
}

function recordsFor(message: Message): readonly JsonLine[] {
  const formatVersion = recordVersion;
  switch (message.type) {
    case 'planned': {
      const kinds = Object.fromEntries(message.summary.kinds);
      return [{ type: 'planned', formatVersion, ...message.summary, kinds }];
    }
    case 'findings':
      return message.findings.map((diagnostic) => ({ type: 'diagnostic', formatVersion, diagnostic }));
    case 'event':
      return eventRecords(message.event);
    case 'pivot':
      return pivotRecords(message.event);
    case 'warning':
      return [{ type: 'api-warning', formatVersion, ...message.warning }];
    case 'retry':
      return [{ type: 'retrying', formatVersion, ...message.retry }];
    case 'stopping':
      return [{ type: 'stopping', formatVersion, message: message.sentence, ...nextOf(message.next) }];
    case 'ended': {
      const { report, next } = message;
      return [summaryLine({ outcome: report.outcome, exitCode: exitCodes.done, report, ...nextOf(next) })];
    }
    case 'ended-before': {
      const { outcome, moveId } = message;
      return [summaryLine({ outcome, exitCode: exitCodes.done, moveId })];
    }
    case 'failed':
      return [failedSummary(message.failure)];
    default:
      return [];
  }
}

/** The report comes with the summary, once. */
function eventRecords(event: MoveEvent): readonly JsonLine[] {
  return event.type === 'finished' ? [] : [{ ...event, formatVersion: recordVersion }];
}

function pivotRecords(event: PivotEvent): readonly JsonLine[] {
  return event.type === 'finished' || event.type === 'move-event' ? [] : [{ ...event, formatVersion: recordVersion }];
}

function failedSummary(failure: Failure): SummaryLine {
  const { report, exitCode, next } = failure;
  return summaryLine({
    outcome: report?.outcome ?? (exitCode === exitCodes.refused ? 'refused' : 'failed'),
    exitCode,
    error: errorDocument(failure),
    ...(report === undefined ? {} : { report }),
    ...nextOf(next),
  });
}
