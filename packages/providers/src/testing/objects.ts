import type { DiscoveredType, JsonValue, KubeObject, ObjectMeta, Snapshot } from '@tsmove/move-core';
import { buildGraph } from '@tsmove/move-core';
import type { ObjectIndex } from '@tsmove/move-core/provider';

const versions: Readonly<Record<string, string>> = {
  Secret: 'v1',
  ConfigMap: 'v1',
  Cluster: 'cluster.x-k8s.io/v1beta2',
  ClusterClass: 'cluster.x-k8s.io/v1beta2',
  Machine: 'cluster.x-k8s.io/v1beta2',
  MachineDeployment: 'cluster.x-k8s.io/v1beta2',
  MachineHealthCheck: 'cluster.x-k8s.io/v1beta2',
  ClusterResourceSet: 'addons.cluster.x-k8s.io/v1beta2',
  ClusterResourceSetBinding: 'addons.cluster.x-k8s.io/v1beta2',
  KubeadmControlPlane: 'controlplane.cluster.x-k8s.io/v1beta2',
  ExtensionConfig: 'runtime.cluster.x-k8s.io/v1beta2',
  Certificate: 'cert-manager.io/v1',
};

/** An object's fields, apart from what `make` knows. */
export interface Fields {
  readonly apiVersion?: string;
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: JsonValue;
  readonly status?: JsonValue;
  readonly ownedBy?: readonly KubeObject[];
}

/** Makes an object of namespace `fleet`, or another one written before its name: `other/c`. Its UID is `Kind/name`. */
export function make(kind: string, place: string, fields: Fields = {}): KubeObject {
  const slash = place.indexOf('/');
  const name = place.slice(slash + 1);
  const namespace = slash < 0 ? 'fleet' : place.slice(0, slash);
  const { ownedBy = [], metadata, apiVersion, ...rest } = fields;
  return {
    apiVersion: apiVersion ?? versions[kind] ?? 'infrastructure.cluster.x-k8s.io/v1beta1',
    kind,
    metadata: {
      name,
      namespace,
      uid: `${kind}/${place}`,
      ownerReferences: ownedBy.map((owner) => ({
        apiVersion: owner.apiVersion,
        kind: owner.kind,
        name: owner.metadata.name,
        uid: owner.metadata.uid ?? '',
      })),
      ...metadata,
    },
    ...rest,
  };
}

/** A snapshot of namespace `fleet` with these objects, and types to match. */
export function snapshotOf(objects: readonly KubeObject[], elsewhere: readonly KubeObject[] = []): Snapshot {
  const types = new Map([...objects, ...elsewhere].map((object) => [object.kind, typeOf(object)]));
  return {
    cluster: { url: 'https://source.example', systemUid: 'source', version: 'v1.34.4' },
    namespace: 'fleet',
    types: [...types.values()],
    objects,
    elsewhere,
    dependents: [],
    owners: new Map(),
    inventory: [],
    namespaces: [],
    unlistable: [],
  };
}

/** An index of these objects, as providers get it. */
export function indexOf(...objects: readonly KubeObject[]): ObjectIndex {
  return buildGraph(snapshotOf(objects), []).index;
}

function typeOf({ apiVersion, kind }: KubeObject): DiscoveredType {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return {
    group,
    version,
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced: true,
    hasStatus: group !== '',
    moveLabel: false,
    moveHierarchyLabel: false,
    labelled: true,
  };
}
