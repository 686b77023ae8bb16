import { hardwareOf, isCurrent } from './identity.ts';
import type { Lease } from './types.ts';

export interface ExpireOptions {
  /** Seconds since 1970. */
  readonly now: number;
  /** How far two clocks may differ, in seconds: what has expired within it is kept. Default 0. */
  readonly skew?: number;
  /** The least time that each lease is to have left, in seconds, so that it outlives the pivot. Default: as it is. */
  readonly extendTo?: number;
  /** Hardware addresses whose leases never expire, unless they have: the address may be somebody else's by now. */
  readonly infinite?: readonly string[];
}

/** Drops what has expired, which dnsmasq would not take either, and gives the rest the time it needs. */
export function expireLeases(
  leases: readonly Lease[],
  { now, skew = 0, extendTo, infinite = [] }: ExpireOptions,
): { readonly kept: readonly Lease[]; readonly expired: readonly Lease[] } {
  const forever = new Set(infinite.map(hardwareOf));
  const isForever = ({ hwaddr }: Lease): boolean => hwaddr !== undefined && forever.has(hardwareOf(hwaddr));
  const isKept = (lease: Lease): boolean => isCurrent(lease, now - skew);
  return {
    kept: leases.filter(isKept).map((lease) => {
      if (isForever(lease)) return { ...lease, expiry: 0 };
      if (lease.expiry === 0 || extendTo === undefined) return lease;
      return { ...lease, expiry: Math.max(lease.expiry, now + extendTo) };
    }),
    expired: leases.filter((lease) => !isKept(lease)),
  };
}
