import { type DhcpRange, readDhcpRange } from '@tsmove/providers';
import type { LeaseOrderFlags } from '../../flags/leases.ts';

/** One sentence for each range that is none. */
export function rangeProblems({ dhcpRange = [] }: LeaseOrderFlags): readonly string[] {
  return dhcpRange
    .filter((range) => readDhcpRange(range) === undefined)
    .map((range) => `--dhcp-range: "${range}" is not a range; write it as 172.22.0.10,172.22.0.99 or as a CIDR`);
}

export function rangesOf({ dhcpRange = [] }: LeaseOrderFlags): readonly DhcpRange[] {
  return dhcpRange.flatMap((range) => readDhcpRange(range) ?? []);
}
