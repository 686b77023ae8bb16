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
  return function* inspect(object, index) {
    if (isKind(object, groups.cluster, 'Cluster')) yield* hostsNeeded(object, index);
    for (const template of installerTemplatesOf(object)) {
      if (index.find(template.group, template.kind, template.namespace, template.name) !== undefined) continue;
      const isOurs = template.namespace === object.metadata.namespace;
      yield {
        code: 'byoh-installer-missing',
        severity: 'warning',
        ref: refOf(object),
        message: `it names ${formatRef(template)}, which ${isOurs ? 'does not exist' : 'is in another namespace and does not move'}: no further machine can be installed without it`,
        remedy: 'Create it in the target before the Cluster is scaled up.',
      };
    }
    if (mode === 'off' || !isKind(object, kinds.machine.group, kinds.machine.kind)) return;
    if (hostOf(object, index) === undefined) {
      yield {
        code: 'byoh-machine-without-host',
        severity: 'error',
        ref: refOf(object),
        message: 'it has no host yet, so it would take the first free one of the target',
        remedy: 'Wait until it has its host, or delete its Machine.',
      };
    }
  };
}

function* hostsNeeded(cluster: KubeObject, index: ObjectIndex): Iterable<Diagnostic> {
  const { namespace, name } = cluster.metadata;
  const machines = index
    .ofKind(kinds.machine.group, kinds.machine.kind)
    .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.[clusterNameLabel] === name);
  if (machines.length === 0) return;
  const hosts =
    machines.length === 1 ? 'the host of its machine' : `the hosts of its ${machines.length.toString()} machines`;
  yield {
    code: 'byoh-hosts-needed',
    severity: 'info',
    ref: refOf(cluster),
    message: `${hosts} must be registered in the target and linked there; to scale the Cluster up afterwards, one host more for each further machine, less one if the host that it was begun on is freed and registered again`,
    remedy: 'Send the agents of these hosts to the target, and link what they register before the Cluster is released.',
  };
}
