import { connectApi } from '../../support/api/api.ts';
import { watch } from '../../support/api/watch.ts';
import { until } from '../../support/processes/until.ts';
import type { WatchMessage, WatchTask } from './report.ts';
import { pauseWindows, type Sighting } from './windows.ts';

// A process of its own: what the benchmark itself does at the same time must not delay what is seen here.
const task = JSON.parse(process.argv[2] ?? '') as WatchTask;
const sightings: Sighting[] = [];
const path = `/apis/cluster.x-k8s.io/v1beta2/namespaces/${task.namespace}/clusters`;

const watching = (['source', 'target'] as const).map((side) =>
  watch(connectApi({ ...task.servers[side], agent: 'bench-watch' }), path, ({ type, object }) => {
    if (type === 'DELETED') return;
    const { paused = false } = object['spec'] as { readonly paused?: boolean };
    sightings.push({ side, cluster: object.metadata.name, paused, at: performance.now() });
  }),
);

function say(message: WatchMessage): void {
  process.send?.(message);
}

// However the benchmark ends, this ends with it.
process.once('disconnect', () => process.exit(0));
process.once('message', () => {
  const complete = (): boolean => pauseWindows(sightings).size >= task.clusters;
  // The last release may still be on its way to us.
  void until({ what: 'all releases', timeout: 5_000, interval: 20 }, complete)
    .catch(() => undefined)
    .then(() => {
      say({ type: 'windows', windows: [...pauseWindows(sightings)] });
    });
});
await Promise.all(watching.map(({ started }) => started));
say({ type: 'watching' });
