import type { Diagnostic, Plan } from '@tsmove/move-core';
import type { MoveLibrary } from '../library.ts';
import { toYaml } from './yaml.ts';

/** The document of `plan -o json` as YAML: the plan, with all findings in it. */
export function planAsYaml(library: MoveLibrary, plan: Plan, findings: readonly Diagnostic[]): string {
  const document: unknown = JSON.parse(library.planToJson({ ...plan, diagnostics: findings }));
  return toYaml(document);
}
