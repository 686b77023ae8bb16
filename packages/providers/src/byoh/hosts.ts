import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  type ObjectIndex,
} from '@tsmove/move-core/provider';
import { selectsLabels } from '../core/label-selector.ts';
import { conditionOf } from '../object/conditions.ts';
import { listAt, textAt, valueAt } from '../object/fields.ts';
import { attachedLabel, clusterNameLabel, kinds, unregisteringAnnotation } from './kinds.ts';

/** The host that a ByoMachine has; its controller, too, looks for the label in all namespaces. */
export function hostOf(machine: KubeObject, index: ObjectIndex): KubeObject | undefined {
  const { namespace = '', name } = machine.metadata;
  return index
    .ofKind(kinds.host.group, kinds.host.kind)
    .find(({ metadata }) => metadata.labels?.[attachedLabel] === `${namespace}.${name}`);
}

/** Hosts that the controller would take for a ByoMachine without one, wherever they are and whether paused or not. */
export function freeHostsFor(machine: KubeObject, index: ObjectIndex): readonly KubeObject[] {
  const selector = valueAt(machine.spec, 'selector');
  return index.ofKind(kinds.host.group, kinds.host.kind).filter(({ metadata: { labels = {} } }) => {
    if (labels[clusterNameLabel] !== undefined) return false;
    // An empty selector selects every host here.
    return isEmptySelector(selector) || selectsLabels(selector, labels);
  });
}

function isEmptySelector(selector: JsonValue | undefined): boolean {
  const matchLabels = valueAt(selector, 'matchLabels');
  return (
    (!isJsonObject(matchLabels) || Object.keys(matchLabels).length === 0) &&
    listAt(selector, 'matchExpressions').length === 0
  );
}

/**
 * What is missing for a host to be taken as the one that a ByoMachine has, as phrases. Whatever is missing, its agent
 * would run the old bootstrap data on a node that is in use.
 */
export function missingLinks(host: KubeObject, machine: KubeObject): readonly string[] {
  const { namespace = '', name, labels = {} } = machine.metadata;
  const { annotations = {}, labels: hostLabels = {} } = host.metadata;
  const machineRef = valueAt(host.status, 'machineRef');
  const checks: readonly (readonly [boolean, string])[] = [
    [hostLabels[attachedLabel] === `${namespace}.${name}`, `lacks the label ${attachedLabel}`],
    [
      hostLabels[clusterNameLabel] !== undefined && hostLabels[clusterNameLabel] === labels[clusterNameLabel],
      `lacks the label ${clusterNameLabel} of its Cluster`,
    ],
    [
      textAt(machineRef, 'namespace') === namespace && textAt(machineRef, 'name') === name,
      'does not name the ByoMachine in status.machineRef',
    ],
    [textAt(host.spec, 'bootstrapSecret', 'name') !== undefined, 'has no spec.bootstrapSecret'],
    [isTrue(host, 'K8sNodeBootstrapSucceeded'), 'has not the condition K8sNodeBootstrapSucceeded'],
    [!(unregisteringAnnotation in annotations), 'is being unregistered'],
  ];
  return checks.flatMap(([holds, phrase]) => (holds ? [] : [phrase]));
}

/** What shows that two hosts of the same name are not the same machine, as phrases. */
export function strangeness(host: KubeObject, original: KubeObject): readonly string[] {
  const phrases: string[] = [];
  if (!sameInfo(valueAt(host.status, 'hostinfo'), valueAt(original.status, 'hostinfo'))) {
    phrases.push('runs another system, by status.hostinfo');
  }
  const address = macOf(original);
  if (address === undefined || macOf(host) !== address) {
    phrases.push('has another MAC address on its default interface');
  }
  // A host that was installed by its agent has this; with an agent that skips the installation nobody does.
  const installed = 'K8sComponentsInstallationSucceeded';
  if (isTrue(original, installed) && !isTrue(host, installed)) phrases.push(`has not the condition ${installed}`);
  return phrases;
}

function isTrue(host: KubeObject, type: string): boolean {
  return conditionOf(host, type)?.status === 'True';
}

function sameInfo(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  return ['osname', 'osimage', 'architecture'].every((key) => textAt(one, key) === textAt(other, key));
}

function macOf(host: KubeObject): string | undefined {
  const isDefault = (network: JsonObject): boolean => network['isDefault'] === true;
  return textAt(listAt(host.status, 'network').find(isDefault), 'macAddr')?.toLowerCase();
}
