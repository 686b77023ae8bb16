import type { KubeObject } from '../api/api.ts';
import { pathOf } from '../api/discovery.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { pausedAnnotation, pausedCondition, statusPatch, topologyCondition } from './conditions.ts';
import { informersOf, keyOf, type Informer } from './informer.ts';
import { servedKinds, workQueue, type StandIn } from './stand-in.ts';

/** Kinds whose controllers follow `spec.paused` of their Cluster and the annotation on the object itself. */
const withCluster = [
  'Cluster.cluster.x-k8s.io',
  'Machine.cluster.x-k8s.io',
  'MachineSet.cluster.x-k8s.io',
  'MachineDeployment.cluster.x-k8s.io',
  'MachinePool.cluster.x-k8s.io',
  'MachineHealthCheck.cluster.x-k8s.io',
  'KubeadmConfig.bootstrap.cluster.x-k8s.io',
  'KubeadmControlPlane.controlplane.cluster.x-k8s.io',
  'DockerCluster.infrastructure.cluster.x-k8s.io',
  'DockerMachine.infrastructure.cluster.x-k8s.io',
  'DevCluster.infrastructure.cluster.x-k8s.io',
  'DevMachine.infrastructure.cluster.x-k8s.io',
] as const;

/** Kinds whose controllers know of no Cluster: only the annotation on the object itself counts. */
const byThemselves = [
  'ClusterClass.cluster.x-k8s.io',
  'ClusterResourceSet.addons.cluster.x-k8s.io',
  'ExtensionConfig.runtime.cluster.x-k8s.io',
] as const;

export interface PauseAcknowledgerOptions {
  /** More kinds, `Kind.group`, that follow their Cluster (by its label). */
  readonly alsoWithCluster?: readonly string[];
  /** Objects whose controller does not answer, for tests of waiting in vain. */
  readonly silentOn?: (object: KubeObject) => boolean;
  /** How long a controller takes to notice, in milliseconds. Default: 0. */
  readonly delay?: number;
}

export interface PauseAcknowledger extends StandIn {
  /** What was written, in order: `Kind namespace/name True` or `… False`. */
  readonly written: readonly string[];
}

/**
 * Writes the `Paused` condition as the controllers of Cluster API 1.13 do: True when the Cluster or the object itself is
 * paused, else False, at the object's current generation; and for a Cluster with a topology `TopologyReconciled` along with
 * it. A controller that is not paused also brings `status.observedGeneration` up to date, one that is paused does not.
 * Only these; the conditions of the older contract under `status.deprecated` are left as they are.
 */
export async function pauseAcknowledger(
  plane: ControlPlane,
  options: PauseAcknowledgerOptions = {},
): Promise<PauseAcknowledger> {
  const written: string[] = [];
  const informers = informersOf(plane);
  const following = await servedKinds(plane, [...withCluster, ...(options.alsoWithCluster ?? [])]);
  const alone = await servedKinds(plane, byThemselves);
  const all = new Map<string, Informer>();
  for (const resource of [...following, ...alone])
    all.set(`${resource.kind}.${resource.group}`, await informers.on(resource));
  const clusters = all.get('Cluster.cluster.x-k8s.io');
  const needsCluster = new Set(following.map(({ kind, group }) => `${kind}.${group}`));

  const queue = workQueue(async (key) => {
    const [groupKind = '', objectKey = ''] = key.split(' ');
    const informer = all.get(groupKind);
    const object = informer?.objects.get(objectKey);
    if (informer === undefined || object === undefined || options.silentOn?.(object) === true) return;
    const cluster = needsCluster.has(groupKind) ? clusterOf(object, clusters) : undefined;
    // A controller that does not find its Cluster gives up before it looks at the pause.
    if (needsCluster.has(groupKind) && cluster === undefined) return;
    const paused = pausedCondition(object, cluster);
    const patch = statusPatch(object, paused.status === 'True', [paused, ...topologyCondition(object)]);
    if (patch === undefined) return;
    if (options.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, options.delay));
    const { namespace, name } = object.metadata;
    await informers.api.call(
      'PATCH',
      `${pathOf(informer.resource, namespace, name, 'status')}?fieldManager=manager`,
      patch,
    );
    written.push(`${object.kind} ${keyOf(namespace, name)} ${paused.status}`);
  });

  const ends = [...all].map(([groupKind, informer]) =>
    informer.subscribe(({ type, object }, before) => {
      if (type === 'DELETED') return;
      queue.add(`${groupKind} ${keyOf(object.metadata.namespace, object.metadata.name)}`);
      if (informer !== clusters || (before !== undefined && isPaused(object) === isPaused(before))) return;
      // The pause of a Cluster, and that it is there at all, concerns everything that hangs on it.
      for (const [otherKind, other] of all) {
        if (other === clusters || !needsCluster.has(otherKind)) continue;
        for (const [otherKey, dependent] of other.objects)
          if (clusterOf(dependent, clusters) === object) queue.add(`${otherKind} ${otherKey}`);
      }
    }),
  );

  const stop = async (): Promise<void> => {
    for (const end of ends) end();
    await queue.stop();
    await informers.close();
  };
  return { written, stop, [Symbol.asyncDispose]: stop };
}

function isPaused(cluster: KubeObject | undefined): boolean {
  return (
    (cluster?.['spec'] as { readonly paused?: boolean } | undefined)?.paused === true ||
    cluster?.metadata.annotations?.[pausedAnnotation] !== undefined
  );
}

function clusterOf(object: KubeObject, clusters: Informer | undefined): KubeObject | undefined {
  if (object.kind === 'Cluster' && object.apiVersion.startsWith('cluster.x-k8s.io/')) return object;
  const name = object.metadata.labels?.['cluster.x-k8s.io/cluster-name'];
  return name === undefined ? undefined : clusters?.objects.get(keyOf(object.metadata.namespace, name));
}
