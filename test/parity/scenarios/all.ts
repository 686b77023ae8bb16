import { classScenarios } from './classes.ts';
import { labelScenarios } from './labels.ts';
import { plainScenarios } from './plain.ts';
import type { Scenario } from './scenario.ts';
import { trapScenarios } from './traps.ts';

export const scenarios: readonly Scenario[] = [
  ...plainScenarios,
  ...classScenarios,
  ...labelScenarios,
  ...trapScenarios,
];

/** True for what is a scenario's own: in its namespaces, or one of them, or cluster-scoped and named by it. */
export function belongsTo(
  scenario: Scenario,
  found: { readonly key: string; readonly namespace: string | undefined },
): boolean {
  const { namespace, alsoIn = [], alsoNamed = [] } = scenario;
  if (found.namespace === undefined) return alsoNamed.some((name) => found.key.endsWith(` ${name}`));
  return [namespace, ...alsoIn].includes(found.namespace);
}
