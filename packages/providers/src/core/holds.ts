import type { Hold, KubeObject } from '@tsmove/move-core/provider';
import { classOf } from './cluster-class.ts';
import { conditionOf, isCurrent } from '../object/conditions.ts';
import { valueAt } from '../object/fields.ts';
import { annotatePaused, awaitsPaused } from '../object/pause.ts';
import { groups } from './kinds.ts';

/**
 * The hold table of Cluster API's own kinds, and the row for all others: their controllers do nothing while their
 * Cluster is paused, and say so in the condition Paused. Read in Cluster API v1.13.4 (`util/paused` and the
 * controllers). The release order is classes, then Clusters, then resource sets, whose bindings must be there first.
 */
export const holds: readonly Hold[] = [
  {
    kinds: [{ group: groups.cluster, kind: 'Cluster' }],
    by: 'self',
    pause: ({ spec }) => (valueAt(spec, 'paused') === true ? {} : { spec: { paused: true } }),
    awaits: (cluster) => awaitsPaused(cluster) ?? awaitsTopology(cluster),
    releaseOrder: 20,
    stopsDeletion: true,
    harmOnDelete: 'all Machines of the Cluster and their infrastructure',
  },
  {
    kinds: [{ group: groups.cluster, kind: 'ClusterClass' }],
    by: 'self',
    pause: annotatePaused,
    awaits: awaitsPaused,
    releaseOrder: 10,
    stopsDeletion: true,
  },
  {
    kinds: [{ group: groups.addons, kind: 'ClusterResourceSet' }],
    by: 'self',
    pause: annotatePaused,
    awaits: awaitsPaused,
    releaseOrder: 30,
    stopsDeletion: true,
    harmOnDelete: 'its entries in ClusterResourceSetBindings, and bindings that are left without any',
  },
  {
    // Its controller has no pause of its own: it migrates the name of the Cluster, and deletes a binding whose Cluster
    // is gone or going. A binding is created after its Cluster and retired before it, so it never comes to that.
    kinds: [{ group: groups.addons, kind: 'ClusterResourceSetBinding' }],
    by: 'none',
    stopsDeletion: true,
  },
  {
    // Cluster-scoped: a copy serves others in the source, where it is neither paused nor removed. In the target its
    // controller only asks the extension what it offers, and has to, before classes that use it are released.
    kinds: [{ group: groups.runtime, kind: 'ExtensionConfig' }],
    by: 'none',
    stopsDeletion: false,
    harmOnDelete: 'the registration of its handlers, until it is created again',
    writesWhileHeld: ['/spec/clientConfig/caBundle', '/status'],
  },
  {
    // Its controller does not watch the pause of the Cluster: it says that it is paused when anything else happens to the
    // Machine, its owners or its infrastructure (v1.13.4). With an infrastructure provider that writes nothing on a pause
    // that never comes; but the Cluster's word, out of the same cache, tells that it would see the pause if it came.
    kinds: [{ group: groups.cluster, kind: 'Machine' }],
    by: 'cluster',
    awaits: awaitsPaused,
    silentForMs: 15_000,
    stopsDeletion: true,
    harmOnDelete: 'the machine itself and its Node',
  },
  { kinds: [{}], by: 'cluster', awaits: awaitsPaused, stopsDeletion: true },
];

/**
 * A Cluster with a topology has a second controller, which shows the pause in TopologyReconciled. It does so since
 * Cluster API 1.9, like the condition Paused: where that is missing, nothing is to be expected of this one either.
 */
function awaitsTopology(cluster: KubeObject): string | undefined {
  if (classOf(cluster) === undefined || conditionOf(cluster, 'Paused') === undefined) return undefined;
  const condition = conditionOf(cluster, 'TopologyReconciled');
  if (condition === undefined || (condition.reason === 'Paused' && isCurrent(condition, cluster))) return undefined;
  return 'the TopologyReconciled condition does not yet show the pause';
}
