import { setTimeout as pause } from 'node:timers/promises';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { pauseAcknowledger } from '../support/stand-ins/pause-acknowledger.ts';
import { buildExercise } from './exercise.ts';
import { goOn, type ClusterAccess, type FromKeeper } from './messages.ts';

/*
 * The process that holds the two clusters of a demo. The servers of the test bed end with the process that started them.
 * So that they can outlive the demo and its terminal, that process is this one, in a session of its own. Unless it was
 * told to go on, it ends when the channel to the demo closes, however the demo ended.
 */

let pair: Pair | undefined;
let stays = false;

/** Starts the clusters, builds the exercise, and holds both until somebody ends this process. */
export async function hold(): Promise<void> {
  process.once('message', (message) => (stays = message === goOn));
  process.once('disconnect', () => {
    if (!stays) void end();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
  try {
    pair = await startPair({ crds: 'all' });
    await Promise.all(pair.both.map((plane) => installInventory(plane)));
    await Promise.all(pair.both.map((plane) => pauseAcknowledger(plane)));
    tell({ type: 'started', clusters: { source: accessTo(pair.source), target: accessTo(pair.target) } });
    tell({ type: 'built', kinds: await buildExercise(pair.source) });
    // Nothing else is sure to keep this process alive.
    for (;;) await pause(2 ** 30);
  } catch (error) {
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    await end();
  }
}

/** What is still starting and cannot be stopped in order, the test bed's undertaker ends with this process. */
async function end(): Promise<void> {
  await pair?.stop();
  process.exit();
}

function tell(message: FromKeeper): void {
  if (process.connected) process.send?.(message);
}

function accessTo({ kubeconfig, url, ca, adminToken }: ControlPlane): ClusterAccess {
  return { kubeconfig, url, ca, token: adminToken };
}
