import { UsageError, type Diagnostic } from '../errors.ts';
import { compareText } from '../model/object-ref.ts';
import { orderDiagnostics } from '../plan/diagnostics.ts';
import type { Allowances } from './allowances.ts';
import { findingCodes } from './codes.ts';

/**
 * Turns errors that the user has declared to be in order into warnings that say so. Everything else stays as it is;
 * the result is sorted: errors first, then by code and object, each thing said once.
 *
 * Raises UsageError for a code in `skip` that does not exist (neither in the catalogue nor among the diagnostics, for
 * providers have codes of their own) or that may never be passed over.
 */
export function judge(diagnostics: readonly Diagnostic[], allow: Allowances = {}): readonly Diagnostic[] {
  const skip = allow.skip ?? [];
  requireSkippable(skip, diagnostics);
  return orderDiagnostics(
    diagnostics.map((diagnostic) => (isAllowed(diagnostic, allow, skip) ? asAllowed(diagnostic) : diagnostic)),
  );
}

function isAllowed(diagnostic: Diagnostic, allow: Allowances, skip: readonly string[]): boolean {
  if (diagnostic.severity !== 'error' || diagnostic.passable === false) return false;
  if (skip.includes(diagnostic.code)) return true;
  const by = findingCodes[diagnostic.code]?.allowedBy;
  return by !== undefined && by !== 'never' && by !== 'skip' && allow[by] === true;
}

function asAllowed({ code, ref, message }: Diagnostic): Diagnostic {
  return { code, severity: 'warning', ...(ref === undefined ? {} : { ref }), message: `${message} (allowed)` };
}

function requireSkippable(skip: readonly string[], diagnostics: readonly Diagnostic[]): void {
  const made = new Set(diagnostics.map(({ code }) => code));
  const unknown = skip.filter((code) => findingCodes[code] === undefined && !made.has(code));
  if (unknown.length > 0) {
    throw new UsageError(
      `no such finding: ${unknown.join(', ')}; findings that can be passed over: ${skippableCodes().join(', ')}`,
    );
  }
  const impassable = new Set(diagnostics.flatMap(({ code, passable }) => (passable === false ? [code] : [])));
  const never = skip.filter((code) => findingCodes[code]?.allowedBy === 'never' || impassable.has(code));
  if (never.length > 0) throw new UsageError(`this finding cannot be passed over: ${never.join(', ')}`);
}

/** The codes that `skip` takes, sorted; for messages and completion. */
export function skippableCodes(): readonly string[] {
  return Object.entries(findingCodes)
    .filter(([, { allowedBy }]) => allowedBy !== 'never')
    .map(([code]) => code)
    .sort(compareText);
}
