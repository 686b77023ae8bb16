import type { JsonValue, KubeObject, ObjectRef } from '@tsmove/move-core/provider';
import { listAt, textAt, valueAt } from '../object/fields.ts';

/** Where the ClusterClass of a Cluster is; undefined if the Cluster has no topology (C4.2). */
export function classOf(cluster: KubeObject): { readonly namespace: string; readonly name: string } | undefined {
  const own = cluster.metadata.namespace ?? '';
  const topology = valueAt(cluster.spec, 'topology');
  const name = textAt(topology, 'classRef', 'name');
  if (name !== undefined) return { namespace: textAt(topology, 'classRef', 'namespace') ?? own, name };
  // v1beta1
  const oldName = textAt(topology, 'class');
  return oldName === undefined ? undefined : { namespace: textAt(topology, 'classNamespace') ?? own, name: oldName };
}

/**
 * The templates that a ClusterClass names (B3.4), and those for remediation, which clusterctl does not follow (B3.5).
 * Templates are in the namespace of their class. v1beta2 calls a reference `templateRef`, v1beta1 calls it `ref`.
 */
export function templatesOf(clusterClass: KubeObject): readonly ObjectRef[] {
  const { spec } = clusterClass;
  const workers = [
    ...listAt(spec, 'workers', 'machineDeployments'),
    // In v1beta1 what is now in `bootstrap` and `infrastructure` is below `template`.
    ...listAt(spec, 'workers', 'machinePools'),
  ];
  const places = [
    valueAt(spec, 'infrastructure'),
    valueAt(spec, 'controlPlane'),
    valueAt(spec, 'controlPlane', 'machineInfrastructure'),
    ...workers.flatMap((worker) =>
      [worker, valueAt(worker, 'template')].flatMap((from) => [
        valueAt(from, 'bootstrap'),
        valueAt(from, 'infrastructure'),
      ]),
    ),
  ];
  const references = [
    ...places.flatMap((place) => [valueAt(place, 'templateRef'), valueAt(place, 'ref')]),
    ...[valueAt(spec, 'controlPlane'), ...workers].flatMap((from) => remediationReferences(from)),
  ];
  return references.flatMap((reference) => templateRef(reference, clusterClass.metadata.namespace) ?? []);
}

/** The template that a MachineHealthCheck makes its remediation requests of. */
export function remediationTemplateOf(healthCheck: KubeObject): ObjectRef | undefined {
  const { spec, metadata } = healthCheck;
  return (
    templateRef(valueAt(spec, 'remediation', 'templateRef'), metadata.namespace) ??
    templateRef(valueAt(spec, 'remediationTemplate'), metadata.namespace)
  );
}

function remediationReferences(from: JsonValue | undefined): readonly (JsonValue | undefined)[] {
  return [
    valueAt(from, 'healthCheck', 'remediation', 'templateRef'),
    valueAt(from, 'machineHealthCheck', 'remediationTemplate'),
  ];
}

function templateRef(reference: JsonValue | undefined, namespace: string | undefined): ObjectRef | undefined {
  const apiVersion = textAt(reference, 'apiVersion');
  const kind = textAt(reference, 'kind');
  const name = textAt(reference, 'name');
  if (apiVersion === undefined || kind === undefined || name === undefined || namespace === undefined) return undefined;
  const [group = '', version = ''] = apiVersion.split('/');
  return { group, version, kind, namespace, name };
}
