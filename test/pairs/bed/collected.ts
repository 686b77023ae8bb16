import { setTimeout as pause } from 'node:timers/promises';
import { garbageCollected } from '../../support/control-plane/garbage-collected.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { ManagementCluster } from '../../support/control-plane/management-cluster.ts';
import { lookAt } from './look.ts';

/** Long enough for a garbage collector that knows the kinds, and cannot be asked whether it is done. */
const patience = 5_000;

/** Resolves when the garbage collector has had its chance: when it says so, or where it cannot be asked, after a while. */
export async function hadItsChance(cluster: ManagementCluster, namespace: string): Promise<void> {
  if (isOurs(cluster)) return garbageCollected(cluster, 120_000);
  for (let before = ''; ;) {
    const now = Object.keys(await lookAt(cluster, namespace)).join();
    if (now === before) return;
    before = now;
    await pause(patience);
  }
}

function isOurs(cluster: ManagementCluster): cluster is ControlPlane {
  return 'controllersUrl' in cluster;
}
