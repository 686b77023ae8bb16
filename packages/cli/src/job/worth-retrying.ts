import { exitCodes } from '../exit-codes.ts';

/** Codes after which another try comes to the same, until somebody has changed something. */
export const finalCodes: readonly number[] = [exitCodes.usage, exitCodes.refused];

/**
 * Whether the Job controller is to start another pod. A failure that was undone may have been the network's; what stopped
 * half way has to be gone on with; a lock may be free the next time. The rules of the manifests say the same.
 */
export function isWorthRetrying(exitCode: number): boolean {
  return exitCode !== exitCodes.done && !finalCodes.includes(exitCode);
}
