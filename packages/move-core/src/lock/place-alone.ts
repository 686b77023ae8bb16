import { ApiError, TransportError } from '../errors.ts';
import type { ApiServer } from '../server/types.ts';
import type { FoundRecord, LeaseRecord } from './lease-record.ts';
import { placeLease, type Placing } from './place-lease.ts';
import { rivalsOf } from './rivals.ts';
import type { FoundLease } from './types.ts';
import { deleteLease, type LeaseWrite } from './write-lease.ts';

/** `rival`: another Lease excludes this one, which is gone again. */
export type Placed = LeaseWrite | { readonly type: 'rival'; readonly found: FoundLease };

/**
 * Creates a Lease, and then looks whether another name holds a Lease that excludes it. In this order: of two that do the
 * same at the same time each creates before it looks, so that the later look sees both. Perhaps both give theirs back;
 * never do both keep it.
 *
 * Raises what `placeLease` and `rivalsOf` do. Then no Lease of ours is left, unless it cannot be removed.
 */
export async function placeAlone(server: ApiServer, record: LeaseRecord, placing: Placing): Promise<Placed> {
  // Not to be stopped between the two: whoever is stopped gives back both.
  const { clock: _clock, signal: _signal, ...call } = placing;
  const placed = await placeLease(server, record, placing);
  if (placed.type === 'changed') return placed;
  let rival: FoundLease | undefined;
  try {
    [rival] = await rivalsOf(server, record, call);
  } catch (error) {
    await giveBack(server, placed.lease);
    throw error;
  }
  if (rival === undefined) return placed;
  await giveBack(server, placed.lease);
  return { type: 'rival', found: rival };
}

/** As good as it can be done; why the Lease was not to be kept counts more than what was left. */
export async function giveBack(server: ApiServer, lease: FoundRecord): Promise<void> {
  try {
    await deleteLease(server, lease.content, lease, {});
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof TransportError)) throw error;
  }
}
