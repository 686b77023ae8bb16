import { leases } from '../discover/core-types.ts';
import { ApiError, TransportError } from '../errors.ts';
import { fieldManagerOf } from '../model/marks.ts';
import type { ApiServer, WriteOptions } from '../server/types.ts';
import { type FoundRecord, leaseKey, type LeaseRecord, type LeaseVersion, toLease } from './lease-record.ts';
import { fromLease, readRecord } from './read-record.ts';

/** `written`: it says what we wanted. `changed`: it does not, because somebody else wrote first; `found`: what it says. */
export type LeaseWrite =
  | { readonly type: 'written'; readonly lease: FoundRecord }
  | { readonly type: 'changed'; readonly found: FoundRecord | undefined };

/**
 * Replaces this version of a Lease and no other. A write whose answer was lost, or that was refused because an earlier
 * attempt of it has come through, is settled by looking. Raises what the API server answers otherwise; if the error's
 * `outcomeUnknown` is true the write may have been carried out all the same.
 */
export async function replaceLease(
  server: ApiServer,
  record: LeaseRecord,
  basis: LeaseVersion,
  call: WriteOptions,
): Promise<LeaseWrite> {
  try {
    const written = await server.update(leases, toLease(record, basis), named(record, call));
    return { type: 'written', lease: fromLease(server.label, written) };
  } catch (error) {
    if (!needsLook(error)) throw error;
    const found = await lookAfter(error, server, record, call);
    if (found !== undefined && isSameWrite(found.content, record)) return { type: 'written', lease: found };
    // Nothing has happened to it, so it was not for another's write that ours came to nothing.
    if (found?.resourceVersion === basis.resourceVersion) throw error;
    return { type: 'changed', found };
  }
}

/** Creates a Lease; `changed` if there is one that is not this one. Settled by looking, like `replaceLease`. */
export async function createLease(server: ApiServer, record: LeaseRecord, call: WriteOptions): Promise<LeaseWrite> {
  try {
    const written = await server.create(leases, toLease(record), named(record, call));
    return { type: 'written', lease: fromLease(server.label, written) };
  } catch (error) {
    if (!needsLook(error) || (error instanceof ApiError && error.status === 404)) throw error;
    const found = await lookAfter(error, server, record, call);
    if (found !== undefined && isSameWrite(found.content, record)) return { type: 'written', lease: found };
    if (found === undefined && !(error instanceof ApiError && error.status === 409)) throw error;
    return { type: 'changed', found };
  }
}

/** True if an error leaves open whether the write was carried out, or whose write was. */
export function needsLook(error: unknown): error is ApiError | TransportError {
  if (error instanceof TransportError) return error.outcomeUnknown;
  return error instanceof ApiError && (error.outcomeUnknown || error.status === 409 || error.status === 404);
}

function isSameWrite(found: LeaseRecord, sent: LeaseRecord): boolean {
  return found.holding === sent.holding && found.beat === sent.beat;
}

function named({ moveId }: LeaseRecord, call: WriteOptions): WriteOptions {
  return { ...call, fieldManager: fieldManagerOf(moveId) };
}

/** Not stopped by the signal of the write, which may be what has cut it short. */
async function lookAfter(
  error: ApiError | TransportError,
  server: ApiServer,
  { name }: LeaseRecord,
  { retryBudgetMs }: WriteOptions,
): Promise<FoundRecord | undefined> {
  try {
    const budget = retryBudgetMs === undefined ? {} : { retryBudgetMs };
    return await readRecord(server, name, { urgent: true, ...budget });
  } catch (failure) {
    // Whoever sent the write has to know that it may have been carried out; why we could not look comes second.
    if (failure instanceof ApiError || failure instanceof TransportError) throw error;
    throw failure;
  }
}

/**
 * Deletes this version of our Lease. `gone`: it is not there any more, whoever took it away. `changed`: it was written
 * to since; `found` is what it says.
 */
export async function deleteLease(
  server: ApiServer,
  record: LeaseRecord,
  basis: LeaseVersion,
  call: WriteOptions,
): Promise<{ readonly type: 'gone' } | { readonly type: 'changed'; readonly found: FoundRecord }> {
  try {
    const { uid, resourceVersion } = basis;
    await server.delete(leases, leaseKey(record.name), { uid, resourceVersion }, call);
    return { type: 'gone' };
  } catch (error) {
    if (!needsLook(error)) throw error;
    const found = await lookAfter(error, server, record, call);
    if (found?.uid !== basis.uid) return { type: 'gone' };
    if (found.resourceVersion === basis.resourceVersion) throw error;
    return { type: 'changed', found };
  }
}
