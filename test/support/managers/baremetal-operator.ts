import type { ControlPlane } from '../control-plane/control-plane.ts';
import { startManager, type Manager } from './manager.ts';

/**
 * Starts the baremetal-operator in its test mode: its real state machine with a stand-in for Ironic, so that hosts go
 * through all their states without hardware. What the stand-in knows of hosts is one record for the whole process, not
 * one per host: compare states, never durations. No webhooks: without them it needs no certificate.
 */
export function startBaremetalOperator(plane: ControlPlane): Promise<Manager> {
  return startManager(plane, {
    program: 'baremetal-operator',
    args: ({ kubeconfig, healthPort }) => [
      `-kubeconfig=${kubeconfig}`,
      '-test-mode',
      '-webhook-port=0',
      '-metrics-addr=0',
      `-health-addr=127.0.0.1:${healthPort}`,
    ],
    webhooks: false,
  });
}
