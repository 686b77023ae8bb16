import { formatRef, refOf, type Diagnostic, type KubeObject, type ObjectIndex } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { isKind } from '../object/group.ts';
import type { ByohOptions } from './byoh.ts';
import { hostOf } from './hosts.ts';
import { clusterNameLabel, kinds } from './kinds.ts';
import { installerTemplatesOf } from './references.ts';

type Inspect = (object: KubeObject, index: ObjectIndex) => Iterable<Diagnostic>;

/** What the source alone tells: how many hosts are needed, and what names nothing that exists. */
export function createInspect(mode: ByohOptions['mode']): Inspect {
  return (object, index) => [
    ...hostsNeeded(object, index),
    ...withoutInstaller(object, index),
    ...(mode === 'off' ? [] : withoutHost(object, index)),
  ];
}

function withoutInstaller(object: KubeObject, index: ObjectIndex): readonly Diagnostic[] {
  const templates = installerTemplatesOf(object);
  if (templates.length === 0) return [];
  return templates
    .filter(({ group, kind, namespace, name }) => index.find(group, kind, namespace, name) === undefined)
    .map((template) => {
      const isOurs = template.namespace === object.metadata.namespace;
      return {
        code: 'byoh-installer-missing',
        severity: 'warning',
        ref: refOf(object),
        message: `it names ${formatRef(template)}, which ${isOurs ? 'does not exist' : 'is in another namespace and does not move'}: no further machine can be installed without it`,
        remedy: 'Create it in the target before the Cluster is scaled up.',
      };
    });
}

function withoutHost(object: KubeObject, index: ObjectIndex): readonly Diagnostic[] {
  const isMachine = isKind(object, kinds.machine.group, kinds.machine.kind);
  if (!isMachine || hostOf(object, index) !== undefined) return [];
  return [
    {
      code: 'byoh-machine-without-host',
      severity: 'error',
      ref: refOf(object),
      message: 'it has no host yet, so it would take the first free one of the target',
      remedy: 'Wait until it has its host, or delete its Machine.',
    },
  ];
}

function hostsNeeded(cluster: KubeObject, index: ObjectIndex): readonly Diagnostic[] {
  if (!isKind(cluster, groups.cluster, 'Cluster')) return [];
  const { namespace, name } = cluster.metadata;
  const machines = index
    .ofKind(kinds.machine.group, kinds.machine.kind)
    .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.[clusterNameLabel] === name);
  if (machines.length === 0) return [];
  const hosts =
    machines.length === 1 ? 'the host of its machine' : `the hosts of its ${machines.length.toString()} machines`;
  return [
    {
      code: 'byoh-hosts-needed',
      severity: 'info',
      ref: refOf(cluster),
      message: `${hosts} must be registered in the target and linked there; to scale the Cluster up afterwards, one host more for each further machine, less one if the host that it was begun on is freed and registered again`,
      remedy:
        'Send the agents of these hosts to the target, and link what they register before the Cluster is released.',
    },
  ];
}
