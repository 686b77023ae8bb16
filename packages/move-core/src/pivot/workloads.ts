import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { WorkloadName } from './types.ts';

function workloadType(kind: string, plural: string): ResourceType {
  return { group: 'apps', version: 'v1', kind, plural, namespaced: true, hasStatus: true };
}

export const deployments: ResourceType = workloadType('Deployment', 'deployments');
export const statefulSets: ResourceType = workloadType('StatefulSet', 'statefulsets');
export const daemonSets: ResourceType = workloadType('DaemonSet', 'daemonsets');

/** What can be scaled. */
export const scalable: readonly ResourceType[] = [deployments, statefulSets];

/** On everything that a provider's release consists of. */
export const providerLabel = 'cluster.x-k8s.io/provider';

/** The value at a path of an object, if it is one. */
export function objectAt(value: JsonValue | undefined, ...path: readonly string[]): JsonObject {
  let at = value;
  for (const key of path) at = isJsonObject(at) ? at[key] : undefined;
  return isJsonObject(at) ? at : {};
}

export function listAt(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function labelsOfPods(workload: KubeObject): JsonObject {
  return objectAt(workload.spec, 'template', 'metadata', 'labels');
}

export function isNamed({ metadata }: KubeObject, names: readonly WorkloadName[] = []): boolean {
  return names.some(({ namespace, name }) => namespace === metadata.namespace && name === metadata.name);
}

/**
 * True for a Deployment or StatefulSet that is Ironic's, or a DHCP server's beside it: the label of its pods is what the
 * manifests of baremetal-operator use, and the operator for Ironic names its own after the Ironic object.
 */
export function isIronic(workload: KubeObject, named: readonly WorkloadName[] = []): boolean {
  if (workload.kind !== 'Deployment' && workload.kind !== 'StatefulSet') return false;
  const { name } = workload.metadata;
  return (
    isNamed(workload, named) ||
    labelsOfPods(workload)['name'] === 'ironic' ||
    name.includes('ironic') ||
    name.includes('dnsmasq')
  );
}

/** True for a workload of a provider, baremetal-operator included, which has no provider label in all of its releases. */
export function isProviderController(workload: KubeObject): boolean {
  const { name, labels = {} } = workload.metadata;
  if (providerLabel in labels || name.startsWith('baremetal-operator-controller')) return true;
  const ofPods = labelsOfPods(workload);
  return providerLabel in ofPods || ofPods['webhook'] === 'metal3-io-v1alpha1-baremetalhost';
}

/** How many pods it is to have; Kubernetes' own default is 1. */
export function replicasOf(workload: KubeObject): number {
  const { replicas } = objectAt(workload.spec);
  return typeof replicas === 'number' ? replicas : 1;
}

/** What a workload still lacks to be available at its latest generation; undefined if nothing. */
export function lacks(workload: KubeObject): string | undefined {
  const status = objectAt(workload.status);
  const count = (field: string): number => {
    const value = status[field];
    return typeof value === 'number' ? value : 0;
  };
  if (count('observedGeneration') < (workload.metadata.generation ?? 0)) return 'its controller has not seen it yet';
  if (workload.kind === 'DaemonSet') {
    const wanted = count('desiredNumberScheduled');
    const there = Math.min(count('numberAvailable'), count('updatedNumberScheduled'));
    return there >= wanted ? undefined : `${there.toString()} of ${wanted.toString()} pods are available`;
  }
  const wanted = replicasOf(workload);
  if (count('updatedReplicas') < wanted) {
    return `${count('updatedReplicas').toString()} of ${wanted.toString()} pods are up to date`;
  }
  const field =
    workload.kind === 'StatefulSet' && status['availableReplicas'] === undefined
      ? 'readyReplicas'
      : 'availableReplicas';
  if (count(field) < wanted) return `${count(field).toString()} of ${wanted.toString()} pods are available`;
  return undefined;
}

/** The label selector of a workload's pods, as a query wants it; undefined if it cannot be said in one. */
export function podSelector(workload: KubeObject): string | undefined {
  const selector = objectAt(workload.spec, 'selector');
  const equal = Object.entries(objectAt(selector['matchLabels'])).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${key}=${value}`] : [],
  );
  const sets = listAt(selector['matchExpressions']).map((one) => {
    const { key, operator, values } = objectAt(one);
    const words = listAt(values).filter((word) => typeof word === 'string');
    const name = typeof key === 'string' ? key : '';
    switch (operator) {
      case 'In':
        return `${name} in (${words.join(',')})`;
      case 'NotIn':
        return `${name} notin (${words.join(',')})`;
      case 'DoesNotExist':
        return `!${name}`;
      default:
        return name;
    }
  });
  const all = [...equal, ...sets];
  return all.length === 0 ? undefined : all.join(',');
}
