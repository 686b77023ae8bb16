import type { Diagnostic } from '../errors.ts';
import { compareRefs, compareText } from '../model/object-ref.ts';

const severities: Readonly<Record<Diagnostic['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** The total order of diagnostics: errors first, then by code, object and text. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    severities[a.severity] - severities[b.severity] ||
    compareText(a.code, b.code) ||
    compareOptionalRefs(a.ref, b.ref) ||
    compareText(a.message, b.message) ||
    compareText(a.remedy ?? '', b.remedy ?? '')
  );
}

/** Sorts diagnostics and says the same thing only once. */
export function orderDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = [...diagnostics].sort(compareDiagnostics);
  return sorted.filter((one, position) => {
    const before = sorted[position - 1];
    return before === undefined || compareDiagnostics(before, one) !== 0;
  });
}

/** What is about no object in particular comes first. */
function compareOptionalRefs(a: Diagnostic['ref'], b: Diagnostic['ref']): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareRefs(a, b);
}
