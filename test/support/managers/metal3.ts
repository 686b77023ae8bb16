import type { ControlPlane } from '../control-plane/control-plane.ts';
import { commonFlags } from './controller-runtime.ts';
import { startManager, type Manager } from './manager.ts';

/** Starts Cluster API's Metal3 provider. It wants its own kinds, the baremetal-operator's, and Metal3's addresses installed. */
export function startMetal3(plane: ControlPlane): Promise<Manager> {
  return startManager(plane, { program: 'capm3-manager', args: commonFlags, webhooks: true });
}

/** Starts Metal3's manager of addresses, which hands them out of pools to claims. */
export function startIpam(plane: ControlPlane): Promise<Manager> {
  return startManager(plane, { program: 'metal3-ipam-manager', args: commonFlags, webhooks: true });
}
