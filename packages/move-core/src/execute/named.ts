import { ApiError, TransportError, VerifyError } from '../errors.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/** A refusal names the object, whatever the API server's message says. Other errors are left as they are. */
export function named(error: unknown, ref: ObjectRef): unknown {
  const isNameless = (error instanceof ApiError || error instanceof TransportError) && error.ref === undefined;
  if (!isNameless) return error;
  return new VerifyError(error.message, {
    ref,
    code: error.code,
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}
