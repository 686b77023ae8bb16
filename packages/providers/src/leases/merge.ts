import { addressOf, ClientIndex, isSameHolder } from './identity.ts';
import type { Lease, LeaseFile } from './types.ts';

/** The target has leased an address to another client, or another address to the same client. */
export interface LeaseConflict {
  readonly source: Lease;
  readonly target: Lease;
  readonly because: 'address' | 'client';
}

export interface MergedLeases extends LeaseFile {
  /** What was settled by `prefer`, or what is not settled without it. */
  readonly conflicts: readonly LeaseConflict[];
  /**
   * Both sides have a DUID of their own, and the source's clients have IPv6 leases: they are bound to a server that there
   * will not be any more, and have to ask anew.
   */
  readonly rebinds: boolean;
}

/**
 * Merges the source's leases into those that the target has already. Of two leases of one address for one client the one
 * that lasts longer counts, and one without end most of all. The target's DUID is kept if it has one, because its clients
 * are bound to it. Where the two contradict each other, `prefer` decides; without it the target's stand, and the result
 * must not be used.
 */
export function mergeLeases(
  source: LeaseFile,
  target: LeaseFile,
  options: { readonly prefer?: 'source' | 'target' } = {},
): MergedLeases {
  const byAddress = new Map<string, Lease>();
  const clients = new ClientIndex();
  const conflicts: LeaseConflict[] = [];
  const add = (lease: Lease): void => {
    byAddress.set(addressOf(lease), lease);
    clients.add(lease);
  };
  const remove = (lease: Lease): void => {
    byAddress.delete(addressOf(lease));
    clients.remove(lease);
  };
  for (const lease of target.leases) add(lease);
  for (const lease of source.leases) {
    const there = byAddress.get(addressOf(lease));
    const isSame = there !== undefined && isSameHolder(lease, there);
    const others = clients.find(lease).filter((one) => one !== there);
    const inTheWay = [
      ...(there === undefined || isSame ? [] : [{ target: there, because: 'address' as const }]),
      ...others.map((other) => ({ target: other, because: 'client' as const })),
    ];
    conflicts.push(...inTheWay.map((conflict) => ({ source: lease, ...conflict })));
    if (inTheWay.length > 0 && options.prefer !== 'source') continue;
    for (const { target: other } of inTheWay) remove(other);
    if (isSame && longer(lease, there) === there) continue;
    // Without removing it before, so that the order stays: what is merged a second time is the same text.
    if (isSame) clients.remove(there);
    add(lease);
  }
  const rebinds =
    source.duid !== undefined &&
    target.duid !== undefined &&
    source.duid.toLowerCase() !== target.duid.toLowerCase() &&
    source.leases.some(({ family }) => family === 6);
  return { leases: [...byAddress.values()], duid: target.duid ?? source.duid, conflicts, rebinds };
}

function longer(one: Lease, other: Lease): Lease {
  if (one.expiry === 0 || other.expiry === 0) return other.expiry === 0 ? other : one;
  return one.expiry > other.expiry ? one : other;
}
