import { draw, type Detail } from '../../support/drawing/draw.ts';
import type { Scenario } from './scenario.ts';

const classWithTemplates = `ClusterClass/quick > DockerClusterTemplate/quick, KubeadmControlPlaneTemplate/quick
  ClusterClass/quick > DockerMachineTemplate/quick, KubeadmConfigTemplate/quick`;

/** A Cluster that takes its class from another namespace. */
const usingClassOf = (namespace: string): Detail => ({
  spec: { topology: { classRef: { name: 'quick', namespace }, version: 'v1.33.0' } },
});

const topology: Scenario = {
  name: 'Clusters with a topology, and their class',
  namespace: 'classy',
  seed: (source) =>
    draw(
      source,
      'classy',
      `
      ${classWithTemplates}
      Cluster/a ~ ClusterClass/quick
      Cluster/a > DockerCluster/a
      Cluster/a > KubeadmControlPlane/a > Machine/a-0 > KubeadmConfig/a-0 > Secret/a-0
      Machine/a-0 > DockerMachine/a-0
      Cluster/a > MachineDeployment/a-md > MachineSet/a-md > Machine/a-1
      Cluster/b ~ ClusterClass/quick
      Cluster/b > DockerCluster/b
    `,
      {
        'ClusterClass/quick': { annotations: { 'example.test/owner': 'platform' } },
        'KubeadmControlPlane/a': { labels: { 'topology.cluster.x-k8s.io/owned': '' } },
        'MachineDeployment/a-md': {
          labels: { 'topology.cluster.x-k8s.io/owned': '', 'topology.cluster.x-k8s.io/deployment-name': 'md' },
        },
      },
    ),
};

/** The class stays: another namespace, which is not moved, uses it too. */
const classElsewhere: Scenario = {
  name: 'a class in another namespace',
  namespace: 'class-user',
  alsoIn: ['class-home', 'class-other-user'],
  async seed(source) {
    await draw(source, 'class-home', classWithTemplates);
    const details = { 'Cluster/a': usingClassOf('class-home') };
    await draw(source, 'class-user', 'Cluster/a > DockerCluster/a', details);
    await draw(source, 'class-other-user', 'Cluster/a > DockerCluster/a', details);
  },
};

/** The other way round: the class is moved, but somebody elsewhere uses it. */
const classLentOut: Scenario = {
  name: 'a class that another namespace uses',
  namespace: 'class-lender',
  alsoIn: ['class-borrower'],
  async seed(source) {
    await draw(
      source,
      'class-lender',
      `${classWithTemplates}\nCluster/a ~ ClusterClass/quick\nCluster/a > DockerCluster/a`,
    );
    await draw(source, 'class-borrower', 'Cluster/a > DockerCluster/a', { 'Cluster/a': usingClassOf('class-lender') });
  },
};

export const classScenarios: readonly Scenario[] = [topology, classElsewhere, classLentOut];
