import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { defineCrd, movedByClusterctl } from '../../support/crds/define.ts';
import { draw } from '../../support/drawing/draw.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';

/** Namespaces in the source, each with its own reason not to be moved, and `fleet` with none; a user `reader` who may only read. */
export async function seedWhatCannotMove({ source, target, both }: Pair): Promise<void> {
  await defineCrd(source, {
    group: 'infrastructure.cluster.x-k8s.io',
    kind: 'OnlyInSource',
    plural: 'onlyinsources',
    labels: movedByClusterctl,
  });
  await Promise.all([
    ...both.map((plane) => letReaderRead(plane)),
    draw(source, 'fleet', 'Cluster/a > DockerCluster/a\nCluster/a > Machine/m'),
    draw(source, 'missing-kind', 'Cluster/a > DockerCluster/a\nOnlyInSource/o'),
    ensureNamespace(source, 'empty'),
    draw(source, 'young', 'Cluster/a > DockerCluster/a\nCluster/b > Machine/m\nCluster/c', {
      'Cluster/a': { status: null },
      'Cluster/c': { status: { initialization: { infrastructureProvisioned: true } } },
      'Machine/m': { status: null },
    }),
    draw(
      source,
      'resting',
      'Cluster/a\nCluster/b\nClusterClass/c > DockerClusterTemplate/c, KubeadmControlPlaneTemplate/c',
      {
        'Cluster/a': { spec: { paused: true } },
        'Cluster/b': { annotations: { 'cluster.x-k8s.io/paused': 'by me' } },
        'ClusterClass/c': { annotations: { 'cluster.x-k8s.io/paused': '' } },
      },
    ),
    ...both.map((plane) => draw(plane, 'taken', 'Cluster/a > DockerCluster/a\nSecret/a-kubeconfig')),
    draw(source, 'orphaned', 'Cluster/a > DockerCluster/a\nDockerMachineTemplate/unowned'),
  ]);
  await ensureNamespace(target, 'fleet');
}

async function letReaderRead(plane: ControlPlane): Promise<void> {
  const rbac = 'rbac.authorization.k8s.io';
  const create = (kind: string, body: object): Promise<unknown> =>
    plane.api.call('POST', `/apis/${rbac}/v1/${kind.toLowerCase()}s`, {
      apiVersion: `${rbac}/v1`,
      kind,
      metadata: { name: 'reader' },
      ...body,
    });
  await create('ClusterRole', { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }] });
  await create('ClusterRoleBinding', {
    subjects: [{ kind: 'User', name: 'reader' }],
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'reader' },
  });
}
