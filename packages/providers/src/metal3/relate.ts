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
export function relate(object: KubeObject, index: ObjectIndex): readonly Relationship[] {
  const owners = softOwners(object, index).map((owner): Relationship => ({ relation: 'soft-owner', owner }));
  return [...owners, ...byReference(object, index)];
}

function softOwners(object: KubeObject, index: ObjectIndex): readonly KubeObject[] {
  if (isKind(object, groups.host, 'HostClaim')) return hostsClaimedBy(object, index);
  const owner = softOwner(object, index);
  return owner === undefined ? [] : [owner];
}

function softOwner(object: KubeObject, index: ObjectIndex): KubeObject | undefined {
  const { namespace, name } = object.metadata;
  const hostNamed = (of: string | undefined): KubeObject | undefined =>
    of === undefined ? undefined : index.find(host.group, host.kind, namespace, of);
  if (isKind(object, host.group, host.kind)) return consumerOf(object, index);
  if (groupOf(object) === groups.host && sameNameKinds.includes(object.kind)) return hostNamed(name);
  if (isKind(object, groups.host, 'BMCEventSubscription')) return hostNamed(textAt(object.spec, 'hostName'));
  if (!isKind(object, pool.group, pool.kind) && !isKind(object, dataTemplate.group, dataTemplate.kind))
    return undefined;
  const cluster = textAt(object.spec, 'clusterName');
  return cluster === undefined ? undefined : index.find('cluster.x-k8s.io', 'Cluster', namespace, cluster);
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

function hostsClaimedBy({ metadata: { namespace, name } }: KubeObject, index: ObjectIndex): readonly KubeObject[] {
  return index.ofKind(host.group, host.kind).filter((one) => {
    const consumer = consumerRefOf(one);
    return consumer?.kind === 'HostClaim' && consumer.name === name && consumer.namespace === namespace;
  });
}
