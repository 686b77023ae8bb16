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
export function relate(object: KubeObject, index: ObjectIndex): readonly Relationship[] {
  return [...clusterOfRelease(object, index), ...chartsOfCluster(object, index), ...byReference(object, index)];
}

function clusterOfRelease(object: KubeObject, index: ObjectIndex): readonly Relationship[] {
  if (!isKind(object, groups.addons, 'HelmReleaseProxy')) return [];
  const { namespace, labels } = object.metadata;
  const name = textAt(object.spec, 'clusterRef', 'name') ?? labels?.[clusterNameLabel];
  const place = textAt(object.spec, 'clusterRef', 'namespace') ?? namespace;
  const owner = name === undefined ? undefined : index.find(groups.cluster, 'Cluster', place, name);
  return owner === undefined ? [] : [{ relation: 'soft-owner', owner }];
}

function chartsOfCluster(object: KubeObject, index: ObjectIndex): readonly Relationship[] {
  if (!isKind(object, groups.cluster, 'Cluster')) return [];
  const { namespace, labels = {} } = object.metadata;
  return index
    .ofKind(groups.addons, 'HelmChartProxy')
    .filter(
      ({ metadata, spec }) =>
        metadata.namespace === namespace && selectsLabels(valueAt(spec, 'clusterSelector'), labels),
    )
    .map((owner) => ({ relation: 'uses', owner }));
}
