import type { NextStep } from '../session/next-steps.ts';
import type { Paint } from './paint.ts';
import { printableLines } from './printable.ts';

/** The commands to go on with, each alone on its line below what it is for, so that it is easy to copy. */
export function nextLines(next: readonly NextStep[], paint: Paint): readonly string[] {
  return next.flatMap(({ aim, command }, index) => [
    `${paint('bold', index === 0 ? 'to' : 'or, to')} ${aim}:`,
    ...printableLines(command).map((line) => `  ${line}`),
  ]);
}
