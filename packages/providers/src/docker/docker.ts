import type { Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { awaitsPaused } from '../object/pause.ts';
import { inspect } from './inspect.ts';

const kind = (name: string): { readonly group: string; readonly kind: string } => ({
  group: groups.infrastructure,
  kind: name,
});

const clusters = ['DockerCluster', 'DevCluster'].map(kind);
const machines = ['DockerMachine', 'DevMachine'].map(kind);
const pools = ['DockerMachinePool', 'DevMachinePool'].map(kind);
const machineTemplates = ['DockerMachineTemplate', 'DevMachineTemplate'].map(kind);
const otherTemplates = [
  'DockerClusterTemplate',
  'DevClusterTemplate',
  'DockerMachinePoolTemplate',
  'DevMachinePoolTemplate',
].map(kind);

/**
 * Cluster API's provider for development, read at v1.13.4 and v1.14.0. Later versions have the Dev kinds alone; a kind
 * that is not served does not matter. Machines are containers, found by their names, so whoever reaches the same Docker
 * daemon goes on with them.
 */
export const docker: Provider = {
  name: 'docker',
  rules: [
    { kinds: [...clusters, ...machines, ...pools, ...machineTemplates, ...otherTemplates], discover: true },
    // The machines of a pool are made without the annotations of the pool.
    { kinds: [...clusters, ...machines, ...pools], copiesMetadata: false },
  ],
  holds: [
    { kinds: clusters, by: 'cluster', awaits: awaitsPaused, stopsDeletion: true, harmOnDelete: 'its load balancer' },
    { kinds: machines, by: 'cluster', awaits: awaitsPaused, stopsDeletion: true, harmOnDelete: 'its container' },
    // They stop with their Cluster, but have no condition to say so.
    { kinds: pools, by: 'cluster', stopsDeletion: true, harmOnDelete: 'the containers of all its machines' },
    // Their controllers have no pause. They note what a machine of this template could carry.
    { kinds: machineTemplates, by: 'none', stopsDeletion: true, writesWhileHeld: ['/status/capacity'] },
  ],
  // In-memory clusters have a listener called `namespace/cluster`.
  namespaces: [
    {
      kinds: clusters,
      prefixes: [
        {
          at: '/metadata/annotations/inmemorycluster.infrastructure.cluster.x-k8s.io~1listener',
          separator: '/',
        },
      ],
    },
  ],
  inspect,
};
