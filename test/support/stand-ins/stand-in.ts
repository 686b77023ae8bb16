import { setTimeout as pause } from 'node:timers/promises';
import { ApiFailure } from '../api/api.ts';
import type { Resource } from '../api/discovery.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';

/**
 * A loop that does one thing the real controllers do to the objects of a management cluster, and nothing else. What it does
 * was read from their source; where it simplifies, its own comment says so.
 */
export interface StandIn extends AsyncDisposable {
  stop(): Promise<void>;
}

/** Runs work for one key after the other, but only once more however often it was asked for meanwhile, as a workqueue does. */
export function workQueue<Key extends string>(
  work: (key: Key) => Promise<void>,
): { add(key: Key): void; stop(): Promise<void> } {
  const waiting = new Set<Key>();
  const running = new Map<Key, Promise<void>>();
  let stopped = false;
  const isStopped = (): boolean => stopped;

  async function run(key: Key): Promise<void> {
    while (!isStopped() && waiting.delete(key)) {
      try {
        await work(key);
      } catch (error) {
        if (isStopped()) return;
        // Gone, or changed meanwhile: the watch tells. Everything else is tried again.
        if (error instanceof ApiFailure && (error.status === 404 || error.status === 409)) continue;
        waiting.add(key);
        await pause(200);
      }
    }
    running.delete(key);
  }

  return {
    add(key) {
      if (stopped) return;
      waiting.add(key);
      if (!running.has(key)) running.set(key, run(key));
    },
    async stop() {
      stopped = true;
      await Promise.all(running.values());
    },
  };
}

/** Those of the kinds that are served; a test installs only what it needs. */
export async function servedKinds(plane: ControlPlane, groupKinds: readonly string[]): Promise<readonly Resource[]> {
  const all = await plane.kinds.all(true);
  return all.filter(({ group, kind }) => groupKinds.includes(`${kind}.${group}`));
}
