import { VerifyError } from '../errors.ts';
import type { ApiServer } from '../server/types.ts';

/** Stands for a side that is given up: whatever is asked of it is refused, so that nothing can depend on it. */
export function unreachableServer(label: string): ApiServer {
  const refuse = (): Promise<never> =>
    Promise.reject(new VerifyError(`the ${label} is given up and must not be asked anything`, { code: 'internal' }));
  const close = (): Promise<void> => Promise.resolve();
  return {
    label,
    url: '',
    contextNamespace: undefined,
    request: refuse,
    get: refuse,
    list: refuse,
    listMetadata: refuse,
    create: refuse,
    update: refuse,
    updateStatus: refuse,
    mergePatch: refuse,
    exec: refuse,
    delete: refuse,
    close,
    [Symbol.asyncDispose]: close,
  };
}
