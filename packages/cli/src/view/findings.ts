import { formatRef, type Diagnostic } from '@tsmove/move-core';
import type { Paint, Style } from './paint.ts';
import { printable } from './printable.ts';

const styles: Readonly<Record<Diagnostic['severity'], Style>> = { error: 'red', warning: 'yellow', info: 'dim' };
const order: readonly Diagnostic['severity'][] = ['error', 'warning', 'info'];

/** `error   cluster-paused   Cluster fleet/a: is paused`, the remedy on a line of its own; errors first. */
export function findingLines(findings: readonly Diagnostic[], paint: Paint): readonly string[] {
  const codeWidth = Math.max(0, ...findings.map(({ code }) => code.length));
  return findings
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .flatMap((finding) => {
      const object = finding.ref === undefined ? '' : `${formatRef(finding.ref)}: `;
      const severity = paint(styles[finding.severity], finding.severity.padEnd(7));
      return [
        `${severity}   ${finding.code.padEnd(codeWidth)}   ${printable(object + finding.message)}`,
        ...(finding.remedy === undefined ? [] : [`          -> ${printable(finding.remedy)}`]),
      ];
    });
}

/** Those that refuse the move. */
export function errorsAmong(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  return findings.filter(({ severity }) => severity === 'error');
}

/** Those that a user at this verbosity wants to see. */
export function worthTelling(findings: readonly Diagnostic[], level: number): readonly Diagnostic[] {
  return level > 0 ? findings : findings.filter(({ severity }) => severity !== 'info');
}
