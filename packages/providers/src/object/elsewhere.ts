import { formatRef, refOf, type Diagnostic, type KubeObject, type ObjectRef } from '@tsmove/move-core/provider';

/** What an object names in another namespace: it is not part of the move, and must be in the target some other way. */
export function* elsewhere(object: KubeObject, references: Iterable<ObjectRef>): Iterable<Diagnostic> {
  for (const reference of references) {
    // What is cluster-scoped is copied wherever it is needed.
    if (reference.namespace === undefined || reference.namespace === object.metadata.namespace) continue;
    yield {
      code: 'reference-elsewhere',
      severity: 'warning',
      ref: refOf(object),
      message: `it names ${formatRef(reference)}, which is in another namespace and does not move`,
      remedy: 'Create it in the target before the move, if it is not there.',
    };
  }
}
