import { defaults } from '../defaults.ts';
import { leases } from '../discover/core-types.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import { excludes } from './excludes.ts';
import { isOfSameNamespace, type LeaseRecord } from './lease-record.ts';
import { fromLease } from './read-record.ts';
import type { FoundLease } from './types.ts';

/**
 * The Leases of one side that exclude this one, alive or not: only who goes on with their moves knows that they are over.
 * Leases of other namespaces are not even read, so that a damaged one of theirs is in nobody's way. Raises LockedError if
 * one of this namespace cannot be trusted, ApiError and TransportError.
 */
export async function rivalsOf(
  server: ApiServer,
  record: LeaseRecord,
  call: CallOptions = {},
): Promise<readonly FoundLease[]> {
  const objects = await server.list(leases, { namespace: defaults.systemNamespace, ...call });
  return objects
    .filter(({ metadata }) => metadata.name !== record.name && isOfSameNamespace(metadata.name, record.name))
    .map((object) => fromLease(server.label, object))
    .filter(({ content }) => excludes(record, content));
}
