import { isJsonObject, type JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { ObjectIndex, Provider, Relationship } from '../../provider/types.ts';

const group = 'cluster.x-k8s.io';

export const pausedAnnotation = 'cluster.x-k8s.io/paused';

/** Cluster API's own kinds, as far as moves that fail need them: what holds, what is above what. */
export const fleetProvider: Provider = {
  name: 'fleet',
  rules: [
    {
      kinds: [
        { group, kind: 'Cluster' },
        { group, kind: 'ClusterClass' },
      ],
      root: true,
    },
    { kinds: [{ group, kind: 'Cluster' }], usersElsewhere: true, copiesMetadata: true },
  ],
  holds: [
    {
      kinds: [{ group, kind: 'Cluster' }],
      by: 'self',
      pause: (cluster) => (isHeld(cluster) ? {} : { spec: { paused: true } }),
      releaseOrder: 20,
      stopsDeletion: true,
    },
    {
      kinds: [{ group, kind: 'ClusterClass' }],
      by: 'self',
      pause: (object) => (isHeld(object) ? {} : { metadata: { annotations: { [pausedAnnotation]: '' } } }),
      releaseOrder: 10,
      stopsDeletion: true,
    },
    { kinds: [{}], by: 'cluster', stopsDeletion: true },
  ],
  relate,
  requires,
  // A word that happens to be the name of the namespace.
  namespaces: [{ kinds: [{}], keeps: ['/metadata/labels/fleet'] }],
};

/** True for a Cluster or a class that its controller leaves alone. */
export function isHeld(object: KubeObject): boolean {
  if (object.kind === 'Cluster') return field(object.spec, 'paused') === true;
  return object.metadata.annotations?.[pausedAnnotation] !== undefined;
}

function* relate(object: KubeObject, index: ObjectIndex): Iterable<Relationship> {
  const { namespace = '', name } = object.metadata;
  if (object.kind === 'Cluster') {
    const place = classOf(object);
    const owner = place && index.find(group, 'ClusterClass', place.namespace, place.name);
    if (owner !== undefined) {
      yield { relation: 'soft-owner', owner };
      yield { relation: 'uses', owner };
    }
  }
  if (object.kind === 'ClusterClass') {
    const used = index.find('infrastructure.cluster.x-k8s.io', 'HostTemplate', namespace, `${name}-template`);
    if (used !== undefined) yield { relation: 'uses', owner: used };
  }
  const cluster = object.kind === 'Secret' ? /^(.*)-kubeconfig$/u.exec(name)?.[1] : undefined;
  const owner = cluster === undefined ? undefined : index.find(group, 'Cluster', namespace, cluster);
  if (owner !== undefined) yield { relation: 'soft-owner', owner };
}

function* requires(object: KubeObject): Iterable<ObjectRef> {
  const place = object.kind === 'Cluster' ? classOf(object) : undefined;
  if (place !== undefined) yield { group, version: 'v1beta2', kind: 'ClusterClass', ...place };
}

function classOf(cluster: KubeObject): { readonly namespace: string; readonly name: string } | undefined {
  const place = field(cluster.spec, 'class');
  const [namespace, name] = [field(place, 'namespace'), field(place, 'name')];
  return typeof namespace === 'string' && typeof name === 'string' ? { namespace, name } : undefined;
}

function field(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}
