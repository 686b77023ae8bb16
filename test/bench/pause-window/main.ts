import { connectApi } from '../../support/api/api.ts';
import { watch } from '../../support/api/watch.ts';
import { until } from '../../support/processes/until.ts';
import { atWork, taskGiven } from '../side-process/in-side-process.ts';
import type { WatchTask } from './task.ts';
import { pauseWindows, type Sighting } from './windows.ts';

// A process of its own: what the benchmark itself does at the same time must not delay what is seen here.
const task = taskGiven() as WatchTask;
const sightings: Sighting[] = [];
const path = `/apis/cluster.x-k8s.io/v1beta2/namespaces/${task.namespace}/clusters`;

const watching = (['source', 'target'] as const).map((side) =>
  watch(connectApi({ ...task.servers[side], agent: 'bench-watch' }), path, ({ type, object }) => {
    if (type === 'DELETED') return;
    const { paused = false } = object['spec'] as { readonly paused?: boolean };
    sightings.push({ side, cluster: object.metadata.name, paused, at: performance.now() });
  }),
);
await Promise.all(watching.map(({ started }) => started));

/** All windows in ms. */
atWork(async () => {
  // The last release may still be on its way to us.
  const complete = (): boolean => pauseWindows(sightings).size >= task.clusters;
  await until({ what: 'all releases', timeout: 5_000, interval: 20 }, complete).catch(() => undefined);
  return [...pauseWindows(sightings).values()];
});
