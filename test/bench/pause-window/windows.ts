import type { Side } from './task.ts';

/** What a watch showed of one Cluster. */
export interface Sighting {
  readonly side: Side;
  readonly cluster: string;
  readonly paused: boolean;
  /** When it was seen, in ms of one clock for both sides. */
  readonly at: number;
}

/**
 * For each Cluster the time in which no controller looks after it: from the first sight of it paused in the source to
 * the last time that it was resumed in the target. One that was never paused, or is still, has none.
 */
export function pauseWindows(sightings: readonly Sighting[]): ReadonlyMap<string, number> {
  const pausedAt = new Map<string, number>();
  const resumedAt = new Map<string, number>();
  const pausedInTarget = new Set<string>();
  for (const { side, cluster, paused, at } of sightings) {
    if (side === 'source') {
      if (paused && !pausedAt.has(cluster)) pausedAt.set(cluster, at);
    } else if (paused) {
      pausedInTarget.add(cluster);
      resumedAt.delete(cluster);
    } else if (pausedInTarget.delete(cluster)) resumedAt.set(cluster, at);
  }
  return new Map(
    [...pausedAt].flatMap(([cluster, from]) => {
      const to = resumedAt.get(cluster);
      return to === undefined ? [] : [[cluster, to - from] as const];
    }),
  );
}
