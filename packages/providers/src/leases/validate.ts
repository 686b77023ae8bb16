import ipaddr from 'ipaddr.js';
import { addressOf, ClientIndex } from './identity.ts';
import type { Lease, LeaseProblem } from './types.ts';

/** dnsmasq's own limit (`dhcp-lease-max`); it does not start with a file that has more. */
export const mostLeases = 1_000;

export interface ValidateOptions {
  /** Seconds since 1970. */
  readonly now: number;
  /** The ranges that dnsmasq gives addresses from: see {@link readDhcpRange}. None: any address will do. */
  readonly ranges?: readonly DhcpRange[];
  /** Default {@link mostLeases}. */
  readonly most?: number;
}

/** Both ends belong to it. */
export interface DhcpRange {
  readonly first: string;
  readonly last: string;
}

/** 2001: what is earlier is a number of seconds from now, as builds for machines without a clock write them. */
const earliest = 978_307_200;
const tenYears = 10 * 365 * 24 * 3_600;

/** What is wrong with leases that can each be read: what dnsmasq would not take, or what two clients would fight over. */
export function validateLeases(leases: readonly Lease[], options: ValidateOptions): readonly LeaseProblem[] {
  const { most = mostLeases } = options;
  const { problems } = siftLeases(leases, options);
  return leases.length > most ? [...problems, tooMany(leases.length, most)] : problems;
}

/**
 * Parts leases that are in order from those that are not. Of two that contradict each other the first one is taken to be
 * right. How many there are is not looked at.
 */
export function siftLeases(
  leases: readonly Lease[],
  { now, ranges = [] }: ValidateOptions,
): { readonly sound: readonly Lease[]; readonly problems: readonly LeaseProblem[] } {
  const sound: Lease[] = [];
  const problems: LeaseProblem[] = [];
  const addresses = new Set<string>();
  const clients = new ClientIndex();
  for (const lease of leases) {
    const { ip, expiry } = lease;
    const address = addressOf(lease);
    const [other] = clients.find(lease);
    const found: LeaseProblem[] = [];
    const fail = (code: LeaseProblem['code'], message: string): void => {
      found.push({ code, severity: 'error', message });
    };
    if (addresses.has(address)) fail('address-twice', `${ip} is leased twice`);
    if (other !== undefined) fail('client-twice', `${ip} and ${other.ip} are leased to the same client`);
    if (isImplausible(lease, now)) {
      fail('implausible-expiry', `${ip} expires at ${expiry}, which is no time of these days`);
    }
    if (ranges.length > 0 && !ranges.some((range) => isWithin(ip, range))) {
      fail('outside-ranges', `${ip} is in none of the DHCP ranges`);
    }
    problems.push(...found);
    if (found.length > 0) continue;
    addresses.add(address);
    clients.add(lease);
    sound.push(lease);
  }
  return { sound, problems };
}

/** True for a number that is no time at which a lease of today may expire. */
export function isImplausible({ expiry }: Lease, now: number): boolean {
  return expiry !== 0 && (expiry < earliest || expiry > now + tenYears);
}

/** The problem that dnsmasq would not start. */
export function tooMany(count: number, most: number): LeaseProblem {
  const message = `there are ${count} leases; dnsmasq does not start with more than ${most}`;
  return { code: 'too-many', severity: 'error', message };
}

/** Reads `10.0.0.10,10.0.0.99`, perhaps with a netmask and lease time behind it as dnsmasq takes it, or a CIDR. */
export function readDhcpRange(text: string): DhcpRange | undefined {
  const [first = '', last = ''] = text.split(',').map((part) => part.trim());
  if (ipaddr.isValidCIDR(first) && last === '') {
    const network = first.includes(':') ? ipaddr.IPv6 : ipaddr.IPv4;
    return { first: network.networkAddressFromCIDR(first).toString(), last: lastOf(first) };
  }
  const same = first.includes(':') === last.includes(':');
  return same && ipaddr.isValid(first) && ipaddr.isValid(last) ? { first, last } : undefined;
}

function lastOf(cidr: string): string {
  if (!cidr.includes(':')) return ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString();
  return ipaddr.IPv6.broadcastAddressFromCIDR(cidr).toString();
}

function isWithin(ip: string, { first, last }: DhcpRange): boolean {
  const [at, from, to] = [ip, first, last].map((address) => ipaddr.parse(address).toByteArray());
  if (at === undefined || from === undefined || to === undefined || at.length !== from.length) return false;
  return compareBytes(at, from) >= 0 && compareBytes(at, to) <= 0;
}

function compareBytes(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((byte, position) => byte !== other[position]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
