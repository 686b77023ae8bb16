import type { KubeObject } from '@tsmove/move-core/provider';
import { listAt, textAt, valueAt } from '../object/fields.ts';
import { canonicalBytes } from './fields.ts';
import { hardwareOf } from './identity.ts';
import type { Lease, LeaseProblem } from './types.ts';

/**
 * Compares leases with the hosts of Metal3: hosts none of whose interfaces has a lease, and leases of interfaces that
 * belong to no host. Neither is wrong by itself: a host may have a fixed address, and a lease may be a visitor's.
 *
 * @param hosts BareMetalHosts, with `spec.bootMACAddress` and the interfaces of their inspection.
 * @param hardware HardwareData, which have the interfaces of the host of the same name.
 */
export function crossCheckLeases(
  leases: readonly Lease[],
  hosts: readonly KubeObject[],
  hardware: readonly KubeObject[],
): readonly LeaseProblem[] {
  const leased = new Set(leases.flatMap(macOf));
  const known = new Set<string>();
  const problems: LeaseProblem[] = [];
  for (const host of hosts) {
    const { namespace, name } = host.metadata;
    const own = hardware.filter((one) => one.metadata.namespace === namespace && one.metadata.name === name);
    const macs = new Set([...macsOf(host), ...own.flatMap(macsOf)]);
    for (const mac of macs) known.add(mac);
    if ([...macs].some((mac) => leased.has(mac))) continue;
    problems.push({
      code: 'host-without-lease',
      severity: 'info',
      message: `BareMetalHost ${namespace ?? ''}/${name} has no lease for any of its ${macs.size} interfaces`,
    });
  }
  for (const lease of leases) {
    const [mac] = macOf(lease);
    if (mac === undefined || known.has(mac)) continue;
    problems.push({
      code: 'lease-without-host',
      severity: 'info',
      message: `${lease.ip} is leased to ${mac}, which belongs to no BareMetalHost`,
    });
  }
  return problems;
}

/** The interface that a lease is for; of an IPv6 client, if its DUID holds it (types 1 and 3 of RFC 8415, Ethernet). */
function macOf({ family, hwaddr, clientId }: Lease): readonly string[] {
  if (family === 4) return hwaddr === undefined ? [] : [hardwareOf(hwaddr)];
  const bytes = clientId === undefined ? [] : canonicalBytes(clientId).split(':');
  const type = bytes.slice(0, 4).join(':');
  const isEthernet = (type === '00:01:00:01' && bytes.length === 14) || (type === '00:03:00:01' && bytes.length === 10);
  return isEthernet ? [bytes.slice(-6).join(':')] : [];
}

function macsOf({ spec, status }: KubeObject): readonly string[] {
  const boot = textAt(spec, 'bootMACAddress');
  const nics = [...listAt(valueAt(spec, 'hardware'), 'nics'), ...listAt(status, 'hardware', 'nics')];
  return [boot, ...nics.map((nic) => textAt(nic, 'mac'))].flatMap((mac) =>
    mac === undefined ? [] : [canonicalBytes(mac)],
  );
}
