import type { KubeObject, ObjectIndex, Relationship } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { selectsLabels } from '../core/label-selector.ts';
import { textAt, valueAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';
import { relateByReference } from '../object/references.ts';
import { referrers } from './references.ts';

const byReference = relateByReference(referrers);

/** The label by which a release names its Cluster; `spec.clusterRef` says the same. */
const clusterNameLabel = 'cluster.x-k8s.io/cluster-name';

/**
 * A release belongs to the Cluster in which it is installed, beside its chart, which owns it. A Cluster uses the charts
 * that select it. Secrets for the repository belong to whoever names them.
 */
export function* relate(object: KubeObject, index: ObjectIndex): Iterable<Relationship> {
  const { namespace, labels = {} } = object.metadata;
  if (isKind(object, groups.addons, 'HelmReleaseProxy')) {
    const name = textAt(object.spec, 'clusterRef', 'name') ?? labels[clusterNameLabel];
    const place = textAt(object.spec, 'clusterRef', 'namespace') ?? namespace;
    const cluster = name === undefined ? undefined : index.find(groups.cluster, 'Cluster', place, name);
    if (cluster !== undefined) yield { relation: 'soft-owner', owner: cluster };
  }
  if (isKind(object, groups.cluster, 'Cluster')) {
    for (const chart of index.ofKind(groups.addons, 'HelmChartProxy')) {
      if (chart.metadata.namespace === namespace && selectsLabels(valueAt(chart.spec, 'clusterSelector'), labels)) {
        yield { relation: 'uses', owner: chart };
      }
    }
  }
  yield* byReference(object, index);
}
