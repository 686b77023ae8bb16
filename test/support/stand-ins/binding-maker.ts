import { createHash } from 'node:crypto';
import type { KubeObject, OwnerReference } from '../api/api.ts';
import { pathOf, type Resource } from '../api/discovery.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { pausedAnnotation } from './conditions.ts';
import { informersOf, keyOf } from './informer.ts';
import { workQueue, type StandIn } from './stand-in.ts';

export interface BindingMaker extends StandIn {
  /** Every application of a resource to a cluster, `set -> cluster: Kind name`: what once-only resources must not see twice. */
  readonly applied: readonly string[];
}

interface Binding {
  readonly clusterResourceSetName: string;
  readonly resources?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly hash?: string;
    readonly applied: boolean;
  }[];
}

interface SetSpec {
  readonly strategy?: string;
  readonly clusterSelector: Selector;
  readonly resources: readonly { readonly kind: 'Secret' | 'ConfigMap'; readonly name: string }[];
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/**
 * Does what the controller of ClusterResourceSets does in the management cluster: every set that is not itself paused gets
 * a binding with each Cluster that its selector matches and whose control plane is there, whether that Cluster is paused or
 * not; the set becomes an owner of its resources and of the binding. Instead of being sent to the workload cluster, a
 * resource is noted in `applied`.
 */
export async function bindingMaker(plane: ControlPlane): Promise<BindingMaker> {
  const informers = informersOf(plane);
  const kinds = {
    set: await plane.kinds.find('ClusterResourceSet'),
    binding: await plane.kinds.find('ClusterResourceSetBinding'),
    ConfigMap: await plane.kinds.find('ConfigMap', ''),
    Secret: await plane.kinds.find('Secret', ''),
  };
  const sets = await informers.on(kinds.set);
  const clusters = await informers.on(await plane.kinds.find('Cluster', 'cluster.x-k8s.io'));
  const applied: string[] = [];
  const { api } = informers;

  async function own(set: KubeObject, resource: Resource, object: KubeObject): Promise<KubeObject> {
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.some(({ uid }) => uid === set.metadata.uid)) return object;
    const { namespace, name, resourceVersion } = object.metadata;
    return api.call('PATCH', `${pathOf(resource, namespace, name)}?fieldManager=manager`, {
      metadata: { resourceVersion, ownerReferences: [...owners, ownerOf(set)] },
    });
  }

  async function bind(set: KubeObject, cluster: KubeObject): Promise<void> {
    const { namespace } = set.metadata;
    const { resources, strategy } = set['spec'] as SetSpec;
    const found: { readonly ref: SetSpec['resources'][number]; readonly hash: string }[] = [];
    for (const ref of resources) {
      const answer = await api.request('GET', pathOf(kinds[ref.kind], namespace, ref.name));
      if (answer.status !== 200) continue;
      const object = await own(set, kinds[ref.kind], answer.body as KubeObject);
      found.push({
        ref,
        hash: `sha256:${createHash('sha256')
          .update(JSON.stringify(object['data'] ?? {}))
          .digest('hex')}`,
      });
    }
    const path = pathOf(kinds.binding, namespace, cluster.metadata.name);
    const existing = await api.request('GET', path);
    const binding =
      existing.status === 200
        ? (existing.body as KubeObject)
        : await api.call('POST', `${pathOf(kinds.binding, namespace)}?fieldManager=manager`, {
            apiVersion: kinds.binding.apiVersion,
            kind: kinds.binding.kind,
            metadata: { name: cluster.metadata.name, ownerReferences: [ownerOf(set)] },
            spec: { clusterName: cluster.metadata.name },
          });
    const bindings = (binding['spec'] as { readonly bindings?: readonly Binding[] } | undefined)?.bindings ?? [];
    const mine =
      bindings.find(({ clusterResourceSetName }) => clusterResourceSetName === set.metadata.name)?.resources ?? [];
    const needed = found.filter(({ ref, hash }) => {
      const before = mine.find(({ kind, name }) => kind === ref.kind && name === ref.name);
      return before?.applied !== true || (strategy === 'Reconcile' && before.hash !== hash);
    });
    const owners = binding.metadata.ownerReferences ?? [];
    const owned = owners.some(({ uid }) => uid === set.metadata.uid);
    if (needed.length === 0 && owned) return;
    const kept = mine.filter(({ kind, name }) => !needed.some(({ ref }) => ref.kind === kind && ref.name === name));
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    await api.call('PATCH', `${path}?fieldManager=manager`, {
      metadata: {
        resourceVersion: binding.metadata.resourceVersion,
        ownerReferences: owned ? owners : [...owners, ownerOf(set)],
      },
      spec: {
        bindings: [
          ...bindings.filter(({ clusterResourceSetName }) => clusterResourceSetName !== set.metadata.name),
          {
            clusterResourceSetName: set.metadata.name,
            resources: [
              ...kept,
              ...needed.map(({ ref, hash }) => ({ ...ref, hash, applied: true, lastAppliedTime: now })),
            ],
          },
        ],
      },
    });
    for (const { ref } of needed)
      applied.push(`${set.metadata.name} -> ${cluster.metadata.name}: ${ref.kind} ${ref.name}`);
  }

  const queue = workQueue(async (key) => {
    const set = sets.objects.get(key);
    if (
      set === undefined ||
      set.metadata.deletionTimestamp !== undefined ||
      set.metadata.annotations?.[pausedAnnotation] !== undefined
    )
      return;
    const { clusterSelector } = set['spec'] as SetSpec;
    for (const cluster of clusters.objects.values()) {
      const { namespace, deletionTimestamp, labels = {} } = cluster.metadata;
      if (namespace !== set.metadata.namespace || deletionTimestamp !== undefined || !hasControlPlane(cluster))
        continue;
      if (matches(clusterSelector, labels)) await bind(set, cluster);
    }
  });
  const ends = [
    sets.subscribe(({ type, object }) => {
      if (type !== 'DELETED') queue.add(keyOf(object.metadata.namespace, object.metadata.name));
    }),
    clusters.subscribe(({ type, object }) => {
      if (type === 'DELETED') return;
      for (const [key, set] of sets.objects) if (set.metadata.namespace === object.metadata.namespace) queue.add(key);
    }),
  ];

  const stop = async (): Promise<void> => {
    for (const end of ends) end();
    await queue.stop();
    await informers.close();
  };
  return { applied, stop, [Symbol.asyncDispose]: stop };
}

function ownerOf(set: KubeObject): OwnerReference {
  return { apiVersion: set.apiVersion, kind: set.kind, name: set.metadata.name, uid: String(set.metadata.uid) };
}

function hasControlPlane(cluster: KubeObject): boolean {
  const status = (cluster['status'] ?? {}) as {
    readonly initialization?: { readonly controlPlaneInitialized?: boolean };
  };
  return status.initialization?.controlPlaneInitialized === true;
}

/** An empty selector matches nothing: the controller skips such a set. */
function matches(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Readonly<Record<string, string>>,
): boolean {
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) return false;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      if (operator === 'In') return value !== undefined && values.includes(value);
      return value === undefined || !values.includes(value);
    })
  );
}
