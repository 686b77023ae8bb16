import { join } from 'node:path';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { startSideProcess, type SideProcess } from '../side-process/side-process.ts';
import type { ServerAccess, WatchTask } from './task.ts';

/**
 * Starts to watch the Clusters of one namespace on both sides, from outside of whoever moves them: from when this
 * resolves, nothing is missed. The answer is the pause window of each Cluster, in ms.
 */
export function watchPauses(pair: Pair, namespace: string, clusters: number): Promise<SideProcess<readonly number[]>> {
  const servers = { source: accessTo(pair.source), target: accessTo(pair.target) };
  const task: WatchTask = { servers, namespace, clusters };
  return startSideProcess(join(import.meta.dirname, 'main.js'), task);
}

export function accessTo({ url, ca, adminToken }: ControlPlane): ServerAccess {
  return { url, ca, token: adminToken };
}
