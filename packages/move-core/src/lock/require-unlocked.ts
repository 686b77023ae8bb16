import { ApiError } from '../errors.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import { leaseNameFor } from './lease-record.ts';
import { readLeases } from './read-leases.ts';
import { lockedBy } from './refusals.ts';

/**
 * Raises LockedError if a move has the namespace of this side in hand. Only a look, so that a refusal can say who
 * before anything is tried; what decides is the Lease itself. Who may not look is told so by preflight.
 */
export async function requireUnlocked(server: ApiServer, namespace: string, options: CallOptions): Promise<void> {
  try {
    const leases = await readLeases(server, options);
    const other = leases.find(({ name }) => name === leaseNameFor(namespace));
    if (other !== undefined) throw lockedBy(server.label, other);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) throw error;
  }
}
