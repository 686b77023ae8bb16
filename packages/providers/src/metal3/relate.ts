import type { KubeObject, ObjectIndex, Relationship } from '@tsmove/move-core/provider';
import { textAt } from '../object/fields.ts';
import { groupOf, isKind } from '../object/group.ts';
import { relateByReference } from '../object/references.ts';
import { dataTemplate, groups, host, metal3Machine, pool, sameNameKinds } from './kinds.ts';
import { referrers } from './references.ts';

const byReference = relateByReference(referrers);

/**
 * What belongs together in Metal3 although no ownerReference says so: a host to the machine, claim or Cluster that its
 * consumerRef names (CAPM3 makes the machine an owner as well, a user who claims by hand does not); to a host what has
 * its name, and the subscriptions and claims that name it; pools and data templates to the Cluster whose name they bear;
 * and everything that is named by reference.
 */
export function* relate(object: KubeObject, index: ObjectIndex): Iterable<Relationship> {
  for (const owner of softOwners(object, index)) if (owner !== undefined) yield { relation: 'soft-owner', owner };
  yield* byReference(object, index);
}

function* softOwners(object: KubeObject, index: ObjectIndex): Iterable<KubeObject | undefined> {
  const { namespace, name } = object.metadata;
  const hostNamed = (of: string | undefined): KubeObject | undefined =>
    of === undefined ? undefined : index.find(host.group, host.kind, namespace, of);
  if (isKind(object, host.group, host.kind)) yield consumerOf(object, index);
  else if (groupOf(object) === groups.host && sameNameKinds.includes(object.kind)) yield hostNamed(name);
  else if (isKind(object, groups.host, 'BMCEventSubscription')) yield hostNamed(textAt(object.spec, 'hostName'));
  else if (isKind(object, groups.host, 'HostClaim')) yield* hostsClaimedBy(object, index);
  else if (isKind(object, pool.group, pool.kind) || isKind(object, dataTemplate.group, dataTemplate.kind)) {
    const cluster = textAt(object.spec, 'clusterName');
    if (cluster !== undefined) yield index.find('cluster.x-k8s.io', 'Cluster', namespace, cluster);
  }
}

/** The machine or Cluster that has claimed a host, if it is in the host's own namespace; a claim depends on its host. */
function consumerOf(object: KubeObject, index: ObjectIndex): KubeObject | undefined {
  const consumer = consumerRefOf(object);
  if (consumer === undefined || consumer.namespace !== object.metadata.namespace) return undefined;
  const { kind, namespace, name } = consumer;
  if (kind === metal3Machine.kind) return index.find(metal3Machine.group, kind, namespace, name);
  return kind === 'Cluster' ? index.find('cluster.x-k8s.io', kind, namespace, name) : undefined;
}

export interface Consumer {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Who has claimed a host; undefined for a free one. */
export function consumerRefOf({ spec, metadata }: KubeObject): Consumer | undefined {
  const name = textAt(spec, 'consumerRef', 'name');
  const kind = textAt(spec, 'consumerRef', 'kind');
  if (name === undefined || kind === undefined) return undefined;
  return { kind, namespace: textAt(spec, 'consumerRef', 'namespace') ?? metadata.namespace, name };
}

function* hostsClaimedBy({ metadata: { namespace, name } }: KubeObject, index: ObjectIndex): Iterable<KubeObject> {
  for (const one of index.ofKind(host.group, host.kind)) {
    const consumer = consumerRefOf(one);
    if (consumer?.kind === 'HostClaim' && consumer.name === name && consumer.namespace === namespace) yield one;
  }
}
