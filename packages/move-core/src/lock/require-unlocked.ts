import { ApiError } from '../errors.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import { excludes } from './excludes.ts';
import { isOfSameNamespace, leaseNameOn } from './lease-record.ts';
import { readLeases } from './read-leases.ts';
import { lockedBy } from './refusals.ts';
import type { LeaseContent } from './types.ts';

/** What is about to move, and which side is looked at. */
export interface Wanted extends Pick<LeaseContent, 'scope' | 'sourceUid' | 'targetUid'> {
  readonly side: 'source' | 'target';
}

/**
 * Raises LockedError if a move has what is about to move in hand on this side. Only a look, so that a refusal can say who
 * before anything is tried; what decides is the Lease itself. Who may not look is told so by preflight.
 */
export async function requireUnlocked(server: ApiServer, wanted: Wanted, options: CallOptions): Promise<void> {
  const ours = leaseNameOn(wanted.side, wanted.scope);
  try {
    const leases = await readLeases(server, options);
    const other = leases.find(
      ({ name, content }) => isOfSameNamespace(name, ours) && excludes({ ...wanted, moveId: '' }, content),
    );
    if (other !== undefined) throw lockedBy(server.label, other);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) throw error;
  }
}
