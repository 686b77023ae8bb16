import type { Output } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { NextStep } from '../session/next-steps.ts';
import { errorDocument } from './error-document.ts';
import type { Message, View } from './view.ts';

/** Version of the records; it changes when one loses a field or a field its meaning. */
export const recordVersion = 1;

/** A view for programs: one JSON record a line on stdout. The last one is the summary. */
export function jsonLinesView(output: Output): View {
  return {
    show(message) {
      for (const record of recordsFor(message)) output.write(`${JSON.stringify(record)}\n`);
    },
    rest() {
      // Nothing of the moment is on the screen.
    },
  };
}

function nextOf(next: readonly NextStep[]): object {
  return next.length === 0 ? {} : { next };
}

type JsonRecord = { readonly type: string; readonly formatVersion: number } & Readonly<Record<string, unknown>>;

function recordsFor(message: Message): readonly JsonRecord[] {
  const record = (type: string, fields: object): JsonRecord => ({ type, formatVersion: recordVersion, ...fields });
  switch (message.type) {
    case 'planned':
      return [record('planned', { ...message.summary, kinds: Object.fromEntries(message.summary.kinds) })];
    case 'findings':
      return message.findings.map((diagnostic) => record('diagnostic', { diagnostic }));
    case 'event':
      // The report comes with the summary, once.
      return message.event.type === 'finished' ? [] : [record(message.event.type, message.event)];
    case 'warning':
      return [record('api-warning', message.warning)];
    case 'retry':
      return [record('retrying', message.retry)];
    case 'stopping':
      return [record('stopping', { message: message.sentence, ...nextOf(message.next) })];
    case 'ended': {
      const { report, next } = message;
      return [record('summary', { outcome: report.outcome, exitCode: exitCodes.done, report, ...nextOf(next) })];
    }
    case 'ended-before': {
      const { outcome, moveId } = message;
      return [record('summary', { outcome, exitCode: exitCodes.done, moveId })];
    }
    case 'failed': {
      const { failure } = message;
      const outcome = failure.report?.outcome ?? (failure.exitCode === exitCodes.refused ? 'refused' : 'failed');
      return [
        record('summary', {
          outcome,
          exitCode: failure.exitCode,
          error: errorDocument(failure),
          ...(failure.report === undefined ? {} : { report: failure.report }),
          ...nextOf(failure.next),
        }),
      ];
    }
    default:
      return [];
  }
}
