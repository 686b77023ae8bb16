/** API groups of Cluster API's own kinds. */
export const groups = {
  cluster: 'cluster.x-k8s.io',
  addons: 'addons.cluster.x-k8s.io',
  controlPlane: 'controlplane.cluster.x-k8s.io',
  bootstrap: 'bootstrap.cluster.x-k8s.io',
  infrastructure: 'infrastructure.cluster.x-k8s.io',
  runtime: 'runtime.cluster.x-k8s.io',
  ipam: 'ipam.cluster.x-k8s.io',
} as const;
