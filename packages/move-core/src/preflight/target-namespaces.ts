import { ApiError, type Diagnostic } from '../errors.ts';
import { namespaces } from '../discover/core-types.ts';
import type { LimitedReader } from '../discover/reader.ts';
import { compareText } from '../model/object-ref.ts';
import { nameInTarget } from '../plan/arrival.ts';
import type { Plan } from '../plan/types.ts';
import type { Check, TargetNamespace } from './check.ts';

/** Reads the namespaces that the plan creates objects in, as the target has them. */
export async function readTargetNamespaces(
  target: LimitedReader,
  plan: Plan,
): Promise<ReadonlyMap<string, TargetNamespace>> {
  const names = [...new Set(plan.objects.flatMap(({ ref }) => ref.namespace ?? []))].sort(compareText);
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<readonly [string, TargetNamespace]> => [name, await look(target, name)]),
    ),
  );
}

async function look(target: LimitedReader, name: string): Promise<TargetNamespace> {
  try {
    return (await target.get(namespaces, { name })) ?? 'missing';
  } catch (error) {
    // The missing right is reported with all others.
    if (error instanceof ApiError && error.status === 403) return 'hidden';
    throw error;
  }
}

/** Nothing can be created in a namespace that is being deleted; one that does not exist will be created. */
export const checkTargetNamespaces: Check = ({ plan, targetNamespaces }) =>
  Promise.resolve(
    [...targetNamespaces].flatMap(([name, found]): readonly Diagnostic[] => {
      if (typeof found === 'string' || found.metadata.deletionTimestamp === undefined) return [];
      return [
        {
          code: 'namespace-terminating',
          severity: 'error',
          ref: { group: '', version: 'v1', kind: 'Namespace', name: nameInTarget(plan.scope, name) },
          message: 'the namespace is being deleted in the target, so nothing can be created in it',
          remedy: 'Wait until it is gone; if it stays, look at its status for what holds it.',
        },
      ];
    }),
  );
