import type { ApiServer, CallOptions } from '../server/types.ts';
import type { FoundLease } from './types.ts';

/** The Leases of moves that one side has, by name. A namespace or a kind that is not there is an empty list. */
export async function readLeases(_server: ApiServer, _options: CallOptions = {}): Promise<readonly FoundLease[]> {
  await Promise.resolve();
  throw new Error('not yet');
}
