import { join } from 'node:path';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { startManager, type Manager } from './manager.ts';

/**
 * Starts the "bring your own host" provider. Its webhooks listen on port 9443 whatever it is told: **one at a time on a
 * machine**. It speaks Cluster API's v1beta1, so the core kinds must be converted for it: see `convertKinds`. Its
 * webhook lets only agents write hosts, so it is not registered: tests write the hosts.
 */
export function startByoh(plane: ControlPlane): Promise<Manager> {
  return startManager(plane, {
    program: 'byoh-manager',
    // Where controller-runtime looks when it is told of no other place.
    certificates: join('k8s-webhook-server', 'serving-certs'),
    args: ({ kubeconfig, healthPort }) => [
      `--kubeconfig=${kubeconfig}`,
      '--metrics-addr=0',
      `--health-probe-bind-address=127.0.0.1:${healthPort}`,
    ],
    env: ({ directory }) => ({ TMPDIR: directory }),
    webhookPort: 9443,
    webhooks: false,
  });
}
