import { MoveError, VerifyError } from '../errors.ts';
import type { PlannedObject } from '../plan/types.ts';

/** A refusal names the object, whatever the API server's message says. */
export function refused(error: unknown, planned: PlannedObject, what: 'create' | 'to be replaced'): unknown {
  if (!(error instanceof MoveError) || error.ref !== undefined) return error;
  const words = what === 'create' ? 'create refused' : 'the target does not let it be replaced';
  return new VerifyError(`${words}: ${error.message}`, {
    ref: planned.ref,
    code: 'create-refused',
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}
