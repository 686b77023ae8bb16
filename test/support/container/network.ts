import { randomBytes, randomInt } from 'node:crypto';
import { getContainerRuntimeClient } from 'testcontainers';
import type { Part } from '../control-plane/control-plane.ts';
import { runLabel, thisRun } from './reaper.ts';

/** A network of one control plane's own, in which every part has an address that stays when it is started again. */
export interface ControlPlaneNetwork {
  readonly name: string;
  readonly addresses: Readonly<Record<Part, string>>;
  /** Where its containers reach the machine of the engine. */
  readonly gateway: string;
  remove(): Promise<void>;
}

/**
 * Addresses, and not names: an engine's name service wants rules in the firewall, and the engine of the test bed's own
 * has none. They are out of 198.18.0.0/15, which is for tests of networks and leads nowhere.
 */
export async function createNetwork(isLocal: boolean): Promise<ControlPlaneNetwork> {
  const client = await getContainerRuntimeClient();
  const name = `tsmove-${randomBytes(4).toString('hex')}`;
  for (let attempt = 1; ; attempt += 1) {
    const prefix = `198.18.${randomInt(256)}`;
    const first = randomInt(16) * 16;
    const address = (host: number): string => `${prefix}.${first + host}`;
    try {
      const network = await client.network.create({
        Name: name,
        Driver: 'bridge',
        Labels: { [runLabel]: thisRun },
        IPAM: { Driver: 'default', Config: [{ Subnet: `${address(0)}/28`, Gateway: address(1) }] },
        Options: {
          'com.docker.network.bridge.name': name,
          // Ports are for this machine. An engine elsewhere has to let us in from outside.
          ...(isLocal ? { 'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1' } : {}),
        },
      });
      return {
        name,
        gateway: address(1),
        addresses: { etcd: address(2), apiserver: address(3), 'controller-manager': address(4) },
        remove: () => client.network.remove(network),
      };
    } catch (error) {
      // Another control plane has taken the same addresses.
      if (attempt >= 10 || !String(error).includes('overlap')) throw error;
    }
  }
}
