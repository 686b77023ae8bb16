import type { Diagnostic, Plan } from '@tsmove/move-core';
import type { MoveLibrary } from '../library.ts';

/** A plan for programs, with all findings in it. */
export function planDocument(library: MoveLibrary, plan: Plan, findings: readonly Diagnostic[]): unknown {
  return library.planToJson({ ...plan, diagnostics: findings });
}
