import type { Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { annotatePaused, awaitsPaused } from '../object/pause.ts';
import { inspect } from './inspect.ts';
import { inspectRenamed } from './renamed.ts';
import { relate } from './relate.ts';

const chart = { group: groups.addons, kind: 'HelmChartProxy' };
const release = { group: groups.addons, kind: 'HelmReleaseProxy' };

/**
 * Charts that the add-on provider for Helm installs in workload clusters. Read in its API v1alpha1, from the first
 * version with two kinds to the one on Helm 4 and Cluster API's v1beta2.
 *
 * Both controllers drop every event of an object with the annotation `cluster.x-k8s.io/paused`, but look at no pause in
 * what they do: an event of a Cluster gets them going all the same, the Cluster's own pause or not. A release whose
 * deletion is seen while its Cluster lives is uninstalled, the network of the cluster included. So finalizers go before
 * the DELETE, as everywhere, and a deletion that the controller might see is never sent.
 */
export const helm: Provider = {
  name: 'helm',
  rules: [
    { kinds: [chart, release], discover: true },
    // It selects Clusters by their labels, as a ClusterResourceSet does, and nobody owns it.
    { kinds: [chart], root: true },
    // Of a chart that is installed but once, the conditions tell that it was.
    { kinds: [release], status: 'require' },
    { kinds: [chart, release], copiesMetadata: false },
  ],
  holds: [
    {
      kinds: [chart],
      by: 'self',
      pause: annotatePaused,
      awaits: awaitsPaused,
      releaseOrder: 31,
      stopsDeletion: false,
      harmOnDelete: 'all its releases in workload clusters, which are uninstalled',
    },
    {
      // Before its chart, whose controller would find it out of date otherwise.
      kinds: [release],
      by: 'self',
      pause: annotatePaused,
      awaits: awaitsPaused,
      releaseOrder: 30,
      stopsDeletion: false,
      harmOnDelete: 'its release in the workload cluster, which is uninstalled',
    },
  ],
  relate,
  inspect,
  // Where the release is, in the workload cluster.
  namespaces: [{ kinds: [chart, release], keeps: ['/spec/namespace', '/spec/releaseName'] }],
  inspectRenamed,
};
