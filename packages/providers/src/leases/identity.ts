import { canonicalBytes, canonicalIp } from './fields.ts';
import type { Lease } from './types.ts';

/** The same text for leases of the same address. */
export function addressOf({ ip }: Lease): string {
  return canonicalIp(ip);
}

/**
 * True if dnsmasq would take two leases for one client's: both have the same client ID, or at least one has none and their
 * hardware is the same. An IPv6 client may have any number of addresses.
 */
export function isSameClient(one: Lease, other: Lease): boolean {
  if (one.family === 6 || other.family === 6) return false;
  if (one.clientId !== undefined && other.clientId !== undefined) {
    return canonicalBytes(one.clientId) === canonicalBytes(other.clientId);
  }
  const hardware = hardwareOf(one.hwaddr ?? '');
  return hasHardware(hardware) && hardware === hardwareOf(other.hwaddr ?? '');
}

/** True if a lease is for the same client as another one of the same address. */
export function isSameHolder(one: Lease, other: Lease): boolean {
  if (one.family === 4) return isSameClient(one, other);
  return (
    other.family === 6 &&
    one.iaid === other.iaid &&
    one.temporary === other.temporary &&
    canonicalBytes(one.clientId ?? '') === canonicalBytes(other.clientId ?? '')
  );
}

/** Finds leases of the same client without comparing each with each. */
export class ClientIndex {
  readonly #byId = new Map<string, Lease[]>();
  readonly #byHardware = new Map<string, Lease[]>();

  add(lease: Lease): void {
    for (const [map, key] of this.#places(lease)) map.set(key, [...(map.get(key) ?? []), lease]);
  }

  remove(lease: Lease): void {
    for (const [map, key] of this.#places(lease))
      map.set(
        key,
        (map.get(key) ?? []).filter((one) => one !== lease),
      );
  }

  find(lease: Lease): readonly Lease[] {
    const near = new Set(this.#places(lease).flatMap(([map, key]) => map.get(key) ?? []));
    return [...near].filter((one) => isSameClient(one, lease));
  }

  #places({ family, clientId, hwaddr = '' }: Lease): readonly (readonly [Map<string, Lease[]>, string])[] {
    if (family === 6) return [];
    return [
      ...(clientId === undefined ? [] : [[this.#byId, canonicalBytes(clientId)] as const]),
      [this.#byHardware, hardwareOf(hwaddr)] as const,
    ];
  }
}

/** A hardware address with small letters, with its type only if it is not Ethernet. */
export function hardwareOf(hwaddr: string): string {
  const [, type = '', address = ''] = /^([0-9A-Fa-f]{2}-)?(.*)$/u.exec(hwaddr) ?? [];
  const bytes = address === '' ? '' : canonicalBytes(address);
  return type === '01-' && bytes !== '' ? bytes : `${type.toLowerCase()}${bytes}`;
}

function hasHardware(hardware: string): boolean {
  return hardware !== '' && !hardware.endsWith('-');
}

/** True if a lease never expires, or not yet. */
export function isCurrent({ expiry }: Lease, nowSeconds: number): boolean {
  return expiry === 0 || expiry > nowSeconds;
}
