import { defaults } from '../defaults.ts';
import { namespaces } from '../discover/core-types.ts';
import { limitReads } from '../discover/reader.ts';
import { ApiError } from '../errors.ts';
import { refOf, type ObjectRef } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import { mappedTarget } from '../namespace-view/mapped-target.ts';
import type { Plan } from '../plan/types.ts';
import { readOnly } from '../server/read-only.ts';
import type { PreflightOptions } from './preflight.ts';

/**
 * The objects of a plan that the target does not have, and its namespace, if that is missing; in the words of the source.
 * What may not be read counts as being there: preflight says so later. Raises ApiError and TransportError as they come.
 */
export async function findMissing(
  plan: Plan,
  { target, providers, concurrency, signal }: Pick<PreflightOptions, 'target' | 'providers' | 'concurrency' | 'signal'>,
): Promise<readonly ObjectRef[]> {
  const reader = limitReads(readOnly(mappedTarget(target, plan.scope, providers)), {
    concurrency: concurrency ?? defaults.concurrency,
    signal: signal ?? new AbortController().signal,
  });
  const types = new Map(plan.types.map((type) => [kindKey(type), type]));
  const home = refOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: plan.scope.namespace } });
  const wanted = [
    { ref: home, type: namespaces },
    ...plan.objects.map(({ ref }) => ({ ref, type: types.get(kindKey(ref)) })),
  ];
  const missing = await Promise.all(
    wanted.map(async ({ ref, type }): Promise<readonly ObjectRef[]> => {
      if (type === undefined) return [];
      try {
        const there = await reader.get(type, ref);
        return there === undefined ? [ref] : [];
      } catch (error) {
        if (error instanceof ApiError && error.status === 403) return [];
        throw error;
      }
    }),
  );
  return missing.flat();
}
