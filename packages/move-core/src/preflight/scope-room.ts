import type { Diagnostic } from '../errors.ts';
import { mostScopeBytes, scopeBytes } from '../plan/scope-json.ts';
import { failure, type PreflightContext } from './check.ts';

/** The Leases name what gives way, and who has selected what; the API server would refuse one that is too large. */
export function checkScopeRoom({ plan: { scope } }: Pick<PreflightContext, 'plan'>): readonly Diagnostic[] {
  const bytes = scopeBytes(scope);
  if (bytes <= mostScopeBytes) return [];
  const skipped = (scope.conflicts ?? []).filter(({ choice }) => choice === 'skip').length;
  const kib = (size: number): string => `${Math.ceil(size / 1024)} KiB`;
  return [
    failure(
      'scope-too-large',
      `the names of the ${skipped} objects that give way, and of the Clusters that were selected, take ${kib(bytes)} in the Lease of the move, which has room for ${kib(mostScopeBytes)}`,
      'Move fewer Clusters at a time with --cluster, or remove from the source what is to give way.',
    ),
  ];
}
