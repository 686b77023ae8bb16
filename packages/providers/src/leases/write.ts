import type { Lease, LeaseFile } from './types.ts';

export interface WriteOptions {
  /**
   * Keep the lines `vendorclass` and `agent-info`. Default false: a dnsmasq that does not know them takes them for broken
   * leases and loses step with all that follow.
   */
  readonly extras?: boolean;
}

/** Writes a lease file as dnsmasq does: IPv4 leases, the server's DUID, IPv6 leases; an empty file for none. */
export function formatLeases({ leases, duid }: LeaseFile, options: WriteOptions = {}): string {
  const of = (family: 4 | 6): readonly string[] =>
    leases
      .filter((lease) => lease.family === family)
      .flatMap((lease) => [
        lineOf(lease),
        ...(options.extras === true ? lease.extras.map(({ kind, value }) => `${kind} ${lease.ip} ${value}`) : []),
      ]);
  const lines = [...of(4), ...(duid === undefined ? [] : [`duid ${duid}`]), ...of(6)];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function lineOf({ family, expiry, hwaddr, iaid, temporary, ip, hostname, clientId }: Lease): string {
  const who = family === 4 ? (hwaddr ?? '') : `${temporary === true ? 'T' : ''}${(iaid ?? 0).toString()}`;
  return [expiry.toString(), who, ip, hostname ?? '*', clientId ?? '*'].join(' ');
}
