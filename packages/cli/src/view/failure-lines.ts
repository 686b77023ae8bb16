import type { Failure } from '../errors/failure.ts';
import { explainHint } from './explain-hint.ts';
import { errorsAmong, findingLines } from './findings.ts';
import type { Paint } from './paint.ts';
import { nextLines } from './next-lines.ts';
import { partialLines } from './partial-lines.ts';
import { printable, printableLines } from './printable.ts';

/** A failure for people: what and which object, the causes, the details, and at last how to continue. */
export function failureLines(failure: Failure, level: number, paint: Paint): readonly string[] {
  const [first = 'unknown', ...rest] = printableLines(failure.message);
  return [
    `${paint('red', 'error:')} ${first}`,
    ...rest.map((line) => `  ${line}`),
    ...failure.causes.flatMap((cause) => causeLines(cause, paint)),
    ...(failure.holder === undefined ? [] : [`  ${paint('dim', 'now:')} ${printable(failure.holder)}`]),
    // Warnings were told as they were found.
    ...findingLines(errorsAmong(failure.findings), paint).map((line) => `  ${line}`),
    ...(failure.report?.outcome === 'stopped' ? partialLines(failure.report, level) : []),
    ...(level >= 6 && failure.stack !== undefined
      ? printableLines(failure.stack).map((line) => paint('dim', `  ${line}`))
      : []),
    ...(failure.next.length === 0 ? [] : ['', ...nextLines(failure.next, paint)]),
    ...(failure.hint === undefined ? [] : [`${paint('bold', 'to continue:')} ${printable(failure.hint)}`]),
    ...explainHint(failure.worthExplaining, paint),
  ];
}

function causeLines(cause: string, paint: Paint): readonly string[] {
  const [first = '', ...rest] = printableLines(cause);
  return [`  ${paint('dim', 'caused by:')} ${first}`, ...rest.map((line) => `             ${line}`)];
}
