import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { seedClusters } from '../support/seed/seed.ts';

/** What the demo moves. */
export const exercise = {
  namespace: 'fleet',
  cluster: 'capi-quickstart',
  version: 'v1.33.0',
  controlPlanes: 3,
  workers: 3,
} as const;

/** Builds the exercise; returns how many objects there are of each kind. */
export async function buildExercise(source: ControlPlane): Promise<Readonly<Record<string, number>>> {
  const { namespace, cluster, version, controlPlanes, workers } = exercise;
  const objects = await seedClusters(source, {
    namespace,
    count: 1,
    name: () => cluster,
    version,
    controlPlanes,
    workers,
  });
  const kinds: Record<string, number> = {};
  for (const { kind } of objects) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return kinds;
}
