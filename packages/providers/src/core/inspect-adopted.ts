import { formatRef, refOf, type Diagnostic, type KubeObject, type ObjectIndex } from '@tsmove/move-core/provider';
import { textAt, valueAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';
import { pausedAnnotation } from '../object/pause.ts';
import { groups } from './kinds.ts';
import { selectsLabels } from './label-selector.ts';

/**
 * A ClusterResourceSet that came to the target with an earlier Cluster is not held there any more. Its controller looks at
 * no Cluster's pause (v1.13.4): it binds every Cluster that it selects the moment that it is created, and applies to it.
 */
export function* inspectAdopted(there: KubeObject, planned: ObjectIndex): Iterable<Diagnostic> {
  if (!isKind(there, groups.addons, 'ClusterResourceSet')) return;
  const { namespace, annotations = {} } = there.metadata;
  if (pausedAnnotation in annotations) return;
  for (const cluster of planned.ofKind(groups.cluster, 'Cluster')) {
    const { metadata } = cluster;
    if (metadata.namespace !== namespace || !isBound(cluster, planned)) continue;
    if (!selectsLabels(valueAt(there.spec, 'clusterSelector'), metadata.labels ?? {})) continue;
    yield {
      code: 'resource-set-active',
      severity: 'error',
      ref: refOf(cluster),
      message: `${formatRef(refOf(there))} is active in the target and would apply its resources to it again`,
      remedy: `Move all Clusters of the set at once; or annotate the set in the target with ${pausedAnnotation}, and take that off when the Cluster has arrived.`,
    };
  }
}

function isBound({ metadata: { namespace, name } }: KubeObject, planned: ObjectIndex): boolean {
  return planned
    .ofKind(groups.addons, 'ClusterResourceSetBinding')
    .some(
      ({ metadata, spec }) =>
        metadata.namespace === namespace && (textAt(spec, 'clusterName') ?? metadata.name) === name,
    );
}
