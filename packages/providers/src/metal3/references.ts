import { isJsonObject, type JsonValue, type KubeObject, type ObjectRef } from '@tsmove/move-core/provider';
import { listAt, textAt, valueAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';
import type { Referrers } from '../object/references.ts';
import { dataTemplate, groups, host, metal3Machine, pool } from './kinds.ts';

const machineTemplate = { group: groups.infrastructure, kind: 'Metal3MachineTemplate' } as const;
const subscription = { group: groups.host, kind: 'BMCEventSubscription' } as const;
const claim = { group: groups.host, kind: 'HostClaim' } as const;

/**
 * What Metal3's objects name and cannot do without: the Secrets of hosts, the data templates of machines, the pools of
 * data templates. Most of these Secrets have no owner, or one that comes late (BMO 0.13).
 */
export const referrers: Referrers = {
  kinds: [host, subscription, claim, metal3Machine, machineTemplate, dataTemplate],
  *referencesOf(object) {
    if (isKind(object, host.group, host.kind)) yield* ofHost(object);
    else if (isKind(object, claim.group, claim.kind)) yield* userSecrets(object, object.spec);
    else if (isKind(object, subscription.group, subscription.kind)) {
      yield* secretAt(object, valueAt(object.spec, 'httpHeadersRef'));
    } else if (isKind(object, metal3Machine.group, metal3Machine.kind)) yield* ofMachine(object, object.spec);
    else if (isKind(object, machineTemplate.group, machineTemplate.kind)) {
      yield* ofMachine(object, valueAt(object.spec, 'template', 'spec'));
    } else if (isKind(object, dataTemplate.group, dataTemplate.kind)) yield* poolsOf(object);
  },
};

function* ofHost(object: KubeObject): Iterable<ObjectRef> {
  const { spec } = object;
  for (const name of [
    textAt(spec, 'bmc', 'credentialsName'),
    textAt(spec, 'preprovisioningNetworkDataName'),
    textAt(spec, 'image', 'ociAuthSecretName'),
  ]) {
    if (name !== undefined) yield secret(object, name);
  }
  yield* userSecrets(object, spec);
}

function* userSecrets(object: KubeObject, spec: JsonValue | undefined): Iterable<ObjectRef> {
  for (const key of ['userData', 'networkData', 'metaData']) yield* secretAt(object, valueAt(spec, key));
}

function* ofMachine(object: KubeObject, spec: JsonValue | undefined): Iterable<ObjectRef> {
  yield* userSecrets(object, spec);
  const name = textAt(spec, 'dataTemplate', 'name');
  if (name !== undefined) yield sibling(object, dataTemplate, name);
}

/** A reference in a field of its own; one into another namespace is refused by Metal3 itself. */
function* secretAt(object: KubeObject, reference: JsonValue | undefined): Iterable<ObjectRef> {
  const name = textAt(reference, 'name');
  const namespace = textAt(reference, 'namespace') ?? object.metadata.namespace;
  if (name !== undefined && namespace === object.metadata.namespace) yield secret(object, name);
}

/** Fields that hold a pool's name and nothing else. */
const poolNames: ReadonlySet<string> = new Set(['ipAddressFromIPPool', 'fromIPPool', 'dnsFromIPPool']);
/** Lists below `metaData` whose entries name a pool. */
const poolLists: ReadonlySet<string> = new Set([
  'ipAddressesFromIPPool',
  'prefixesFromIPPool',
  'gatewaysFromIPPool',
  'dnsServersFromIPPool',
  'ipAddressesFromPool',
  'prefixesFromPool',
  'gatewaysFromPool',
  'dnsServersFromPool',
]);

/** The pools that a data template names, in the many places where it may. Pools are in its own namespace. */
function* poolsOf(template: KubeObject): Iterable<ObjectRef> {
  for (const { group, kind, name } of poolsBelow(template.spec)) yield sibling(template, { group, kind }, name);
}

interface PoolName {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

function* poolsBelow(value: JsonValue | undefined): Iterable<PoolName> {
  if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) yield* poolsBelow(item);
  if (!isJsonObject(value)) return;
  for (const [key, field] of Object.entries(value)) {
    if (poolNames.has(key) && typeof field === 'string' && field !== '') yield { ...pool, name: field };
    else if (poolLists.has(key)) yield* listAt(value, key).flatMap(poolIn);
    else if (key === 'fromPoolRef') yield* poolIn(field);
    else yield* poolsBelow(field);
  }
}

function poolIn(entry: JsonValue | undefined): readonly PoolName[] {
  const name = textAt(entry, 'name');
  if (name === undefined) return [];
  return [{ group: textAt(entry, 'apiGroup') ?? pool.group, kind: textAt(entry, 'kind') ?? pool.kind, name }];
}

function secret(object: KubeObject, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', ...placeOf(object), name };
}

/** The version is only a word here: relations are looked up by group and kind. */
function sibling(object: KubeObject, { group, kind }: { group: string; kind: string }, name: string): ObjectRef {
  return { group, version: 'v1beta1', kind, ...placeOf(object), name };
}

function placeOf({ metadata: { namespace } }: KubeObject): { readonly namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}
