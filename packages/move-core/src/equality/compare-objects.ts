import type { JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { refOf, type ObjectRef } from '../model/object-ref.ts';
import { comparableMetadata, comparableStatus } from './comparable.ts';
import { compareValues } from './compare-values.ts';
import { compareDesired } from './compare-desired.ts';
import { deepEqual } from '../model/deep-equal.ts';
import type { Difference } from './difference.ts';

/**
 * Equality R (contract 1) of everything but status and managers: kind, name, labels, annotations, finalizers, owners
 * and all top-level fields such as spec and data. `expected` holds the owners' UIDs as they are in the target.
 */
export function compareObjects(expected: KubeObject, actual: KubeObject): readonly Difference[] {
  const ref = refOf(expected);
  return [
    ...compareValues(ref, '/metadata', comparableMetadata(expected.metadata), comparableMetadata(actual.metadata)),
    ...compareSets(ref, '/metadata/finalizers', expected.metadata.finalizers, actual.metadata.finalizers),
    ...compareSets(
      ref,
      '/metadata/ownerReferences',
      expected.metadata.ownerReferences,
      actual.metadata.ownerReferences,
    ),
    ...compareDesired(expected, actual),
  ];
}

/** Status modulo the paths that R names. */
export function compareStatus(
  ref: ObjectRef,
  expected: JsonValue | undefined,
  actual: JsonValue | undefined,
): readonly Difference[] {
  return compareValues(ref, '/status', comparableStatus(expected), comparableStatus(actual));
}

/** Finalizers and owners are sets: their order has no meaning, and one more is an addition, not a change. */
function compareSets(
  ref: ObjectRef,
  path: string,
  expected: readonly JsonValue[] = [],
  actual: readonly JsonValue[] = [],
): readonly Difference[] {
  const lost = expected.some((item) => !actual.some((other) => deepEqual(item, other)));
  const added = actual.some((item) => !expected.some((other) => deepEqual(item, other)));
  if (lost) return [{ ref, path, change: added ? 'changed' : 'lost' }];
  return added ? [{ ref, path, change: 'added' }] : [];
}
