import { defaults } from '../../defaults.ts';
import type { JsonObject } from '../../model/json.ts';
import type { KubeObject, OwnerReference } from '../../model/kube-object.ts';
import { namespaces } from '../../discover/core-types.ts';
import { parseApiVersion } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { clusterApiKinds, labelled, servedResources, type MemoryKind } from '../../server/memory/memory-kind.ts';
import type { MemoryServer } from '../../server/memory/memory-server.ts';
import { pausedAnnotation } from './fleet-provider.ts';

/** The Clusters of a namespace and what belongs to them, in a few words that can be drawn at random and shrunk. */
export interface Fleet {
  readonly clusters: readonly FleetCluster[];
  readonly classes: readonly FleetClass[];
  /** Names of the Clusters that are to move; absent: the whole namespace. */
  readonly selected?: readonly string[];
  /** A Secret that the first two Clusters own together. */
  readonly sharedSecret: boolean;
  /** An administrator has made the namespace of the Leases on both sides; otherwise moves make it. */
  readonly systemNamespace: boolean;
  /** The target has the namespaces already. */
  readonly targetNamespaces: boolean;
}

export interface FleetCluster {
  readonly machines: number;
  readonly kubeconfig: boolean;
  /** `false`: said explicitly, so that a release must say it again. */
  readonly paused: 'absent' | 'false' | 'by the user';
  /** Index of its class. */
  readonly class?: number;
  readonly status: boolean;
  readonly finalizer: boolean;
  readonly annotated: boolean;
}

export interface FleetClass {
  readonly elsewhere: boolean;
  readonly template: boolean;
  readonly paused: boolean;
  /** An equal one is in the target already. */
  readonly inTarget: boolean;
  readonly annotated: boolean;
}

const group = 'cluster.x-k8s.io';
const infrastructure = 'infrastructure.cluster.x-k8s.io';
const v1beta2 = { versions: [{ name: 'v1beta2' }], labels: labelled } as const;

export const fleetKinds: readonly MemoryKind[] = [
  ...clusterApiKinds,
  { group, kind: 'ClusterClass', plural: 'clusterclasses', ...v1beta2 },
  { group, kind: 'Machine', ...v1beta2 },
  { group: infrastructure, kind: 'Host', ...v1beta2 },
  { group: infrastructure, kind: 'HostTemplate', hasStatus: false, ...v1beta2 },
];

export const clusterName = (position: number): string => `c${position.toString()}`;
const className = (position: number): string => `k${position.toString()}`;

/** Makes the fleet real in the source, as users and controllers do it; what the target has already, there as well. */
export async function buildFleet(fleet: Fleet, source: MemoryServer, target: MemoryServer): Promise<void> {
  for (const server of fleet.systemNamespace ? [source, target] : []) {
    await makeNamespace(server, defaults.systemNamespace);
  }
  await makeNamespaces(source);
  const sharing = fleet.classes.some(({ inTarget }) => inTarget);
  if (fleet.targetNamespaces || sharing) await makeNamespaces(target);
  for (const [position, one] of fleet.classes.entries()) {
    await makeClass(source, one, position);
    if (one.inTarget) await makeClass(target, one, position);
  }
  const clusters: KubeObject[] = [];
  for (const [position, one] of fleet.clusters.entries()) {
    clusters.push(await makeCluster(source, fleet, one, position));
  }
  const [first, second] = clusters;
  if (!fleet.sharedSecret || first === undefined) return;
  const owners = second === undefined ? [first] : [first, second];
  await make(source, secret('shared', owners));
}

async function makeNamespaces(server: MemoryServer): Promise<void> {
  for (const name of ['fleet', 'classes']) await makeNamespace(server, name);
}

async function makeNamespace(server: MemoryServer, name: string): Promise<void> {
  await server.create(
    namespaces,
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team: 'infra' } } },
    { fieldManager: 'kubectl' },
  );
}

async function makeClass(server: MemoryServer, one: FleetClass, position: number): Promise<void> {
  const name = className(position);
  const namespace = one.elsewhere ? 'classes' : 'fleet';
  const notes = { ...(one.annotated ? { note: 'x' } : {}), ...(one.paused ? { [pausedAnnotation]: 'by hand' } : {}) };
  const made = await make(server, {
    apiVersion: `${group}/v1beta2`,
    kind: 'ClusterClass',
    metadata: { name, namespace, ...(Object.keys(notes).length === 0 ? {} : { annotations: notes }) },
    spec: { size: position },
  });
  if (!one.template) return;
  await make(server, {
    apiVersion: `${infrastructure}/v1beta2`,
    kind: 'HostTemplate',
    metadata: { name: `${name}-template`, namespace, ownerReferences: [ownerOf(made, false)] },
    spec: { cpus: 4 },
  });
}

async function makeCluster(
  server: MemoryServer,
  fleet: Fleet,
  one: FleetCluster,
  position: number,
): Promise<KubeObject> {
  const name = clusterName(position);
  const used = one.class === undefined ? undefined : fleet.classes[one.class];
  const namespace = used?.elsewhere === true ? 'classes' : 'fleet';
  const place = used === undefined ? {} : { class: { namespace, name: className(one.class ?? 0) } };
  const paused = one.paused === 'absent' ? {} : { paused: one.paused === 'by the user' };
  const cluster = await make(
    server,
    {
      apiVersion: `${group}/v1beta2`,
      kind: 'Cluster',
      metadata: metadataOf(one, name, 'cluster.cluster.x-k8s.io', []),
      spec: { network: { cidr: '10.0.0.0/8' }, ...place, ...paused },
    },
    one.status,
  );
  if (one.kubeconfig) await make(server, secret(`${name}-kubeconfig`, []));
  for (let number = 0; number < one.machines; number += 1) {
    const machine = await make(
      server,
      {
        apiVersion: `${group}/v1beta2`,
        kind: 'Machine',
        metadata: metadataOf(one, `${name}-m${number.toString()}`, 'machine.cluster.x-k8s.io', [
          ownerOf(cluster, true),
        ]),
        spec: { clusterName: name, large: 9007199254740993n },
      },
      one.status,
    );
    await make(
      server,
      {
        apiVersion: `${infrastructure}/v1beta2`,
        kind: 'Host',
        metadata: metadataOf(one, machine.metadata.name, 'host.example.com', [
          ownerOf(machine, true),
          ownerOf(cluster, false),
        ]),
        spec: {},
      },
      one.status,
    );
    await make(server, secret(`${machine.metadata.name}-bootstrap`, [machine]));
  }
  return cluster;
}

function metadataOf(
  { finalizer, annotated }: FleetCluster,
  name: string,
  finalizerName: string,
  ownerReferences: readonly OwnerReference[],
): KubeObject['metadata'] {
  return {
    ...{ name, namespace: 'fleet', labels: { fleet: 'yes' } },
    ...(finalizer ? { finalizers: [finalizerName] } : {}),
    ...(annotated ? { annotations: { note: 'x' } } : {}),
    ...(ownerReferences.length === 0 ? {} : { ownerReferences }),
  };
}

function secret(name: string, owners: readonly KubeObject[]): KubeObject {
  const ownerReferences = owners.map((owner) => ownerOf(owner, false));
  return {
    ...{ apiVersion: 'v1', kind: 'Secret', type: 'cluster.x-k8s.io/secret', data: { value: 'eA==' } },
    metadata: { name, namespace: 'fleet', ...(ownerReferences.length === 0 ? {} : { ownerReferences }) },
  };
}

function ownerOf({ apiVersion, kind, metadata }: KubeObject, controller: boolean): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', ...(controller ? { controller } : {}) };
}

/** The user creates it, a controller adds to it and writes its status. */
async function make(server: MemoryServer, object: KubeObject, withStatus = false): Promise<KubeObject> {
  const type = typeOf(object);
  const created = await server.create(type, object, { fieldManager: 'kubectl' });
  if (!type.hasStatus) return created;
  const key = { namespace: created.metadata.namespace ?? '', name: created.metadata.name };
  const patched = await server.mergePatch(type, key, { spec: { provided: 'yes' } }, { fieldManager: 'manager' });
  if (!withStatus) return patched;
  const { generation = 0 } = patched.metadata;
  const status: JsonObject = {
    ...{ observedGeneration: generation, phase: 'Provisioned', empty: null },
    conditions: [{ type: 'Ready', status: 'True', observedGeneration: generation }],
  };
  return server.updateStatus(type, { ...patched, status }, { fieldManager: 'manager' });
}

function typeOf({ apiVersion, kind }: KubeObject): ResourceType {
  const { group: ofGroup } = parseApiVersion(apiVersion);
  if (ofGroup === '') return { group: '', version: 'v1', kind, plural: 'secrets', namespaced: true, hasStatus: false };
  const found = fleetKinds.filter((one) => one.group === ofGroup && one.kind === kind).flatMap(servedResources);
  const [type] = found;
  if (type === undefined) throw new Error(`the fleet has no ${kind}`);
  return type;
}
