import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import type { KindDefinition } from '../../support/crds/define.ts';
import { draw, type Drawn } from '../../support/drawing/draw.ts';
import { sidesOf, type Essences, type Sides } from '../trouble/sides.ts';

export type { Sides };

/** A kind without a namespace that takes part in moves, as the identities of cloud providers do. */
export const identityKind: KindDefinition = {
  group: 'infrastructure.cluster.x-k8s.io',
  kind: 'GlobalIdentity',
  plural: 'globalidentities',
  scope: 'Cluster',
  labels: { 'clusterctl.cluster.x-k8s.io': '', 'clusterctl.cluster.x-k8s.io/move-hierarchy': '' },
};

/** What of it has a controller that says whether it is paused. */
export const acknowledged = ['Cluster/a', 'Machine/m', 'KubeadmConfig/m', 'DockerCluster/a'] as const;

/** A namespace that has something of everything for which a move needs a right of its own. */
export function drawFleet(plane: ControlPlane, namespace: string, identity: string): Promise<Drawn> {
  return draw(
    plane,
    namespace,
    `
      ClusterClass/classes/quick > DockerClusterTemplate/classes/quick, KubeadmControlPlaneTemplate/classes/quick
      Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
      Cluster/a > DockerCluster/a
      Cluster/a > ConfigMap/a
      ConfigMap/notes
      GlobalIdentity/${identity} > Secret/id
    `,
    {
      'Cluster/a': {
        finalizers: ['cluster.cluster.x-k8s.io'],
        spec: { topology: { classRef: { name: 'quick', namespace: 'classes' }, version: 'v1.33.0' } },
      },
      'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'] },
    },
  );
}

const cluster = 'Cluster.cluster.x-k8s.io/a';

/**
 * Both sides as R sees them, but for how the Cluster's topology is: its controller writes that again when the Cluster is
 * paused and when it is not, and here a stand-in does so in the source alone.
 */
export async function settledSides(pair: Pair, namespace: string): Promise<Sides> {
  const { source, target } = await sidesOf(pair, namespace);
  return { source: withoutTopology(source), target: withoutTopology(target) };
}

function withoutTopology(essences: Essences): Essences {
  const text = essences[cluster];
  if (text === undefined) return essences;
  const { status, metadata, ...rest } = JSON.parse(text) as ClusterEssence;
  const conditions = status.conditions.filter(({ type }) => type !== 'TopologyReconciled');
  const managers = metadata.managers.filter(({ subresource }) => subresource !== 'status');
  const settled = { ...rest, metadata: { ...metadata, managers }, status: { ...status, conditions } };
  return { ...essences, [cluster]: JSON.stringify(settled) };
}

interface ClusterEssence {
  readonly metadata: { readonly managers: readonly { readonly subresource?: string }[] };
  readonly status: { readonly conditions: readonly { readonly type: string }[] };
}
