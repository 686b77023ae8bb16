import { compareText } from '../model/object-ref.ts';
import { defaults } from '../defaults.ts';
import { leases } from '../discover/core-types.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import { leaseNamePrefix } from './lease-record.ts';
import { fromLease } from './read-record.ts';
import type { FoundLease } from './types.ts';

/**
 * The Leases of moves that one side has, by name. A namespace or a kind that is not there is an empty list. Raises
 * LockedError `lease-damaged` or `lease-newer` if one cannot be trusted, ApiError and TransportError.
 */
export async function readLeases(server: ApiServer, options: CallOptions = {}): Promise<readonly FoundLease[]> {
  const objects = await server.list(leases, { namespace: defaults.systemNamespace, ...options });
  return objects
    .filter(({ metadata }) => metadata.name.startsWith(leaseNamePrefix))
    .map((object) => fromLease(server.label, object))
    .sort((a, b) => compareText(a.name, b.name));
}
