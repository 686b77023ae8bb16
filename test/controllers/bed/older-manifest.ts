import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from '../../support/binaries/binaries.ts';
import { run } from '../../support/binaries/run.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import type { MemoryCluster } from './memory-cluster.ts';

const v1beta1 = {
  core: 'cluster.x-k8s.io/v1beta1',
  bootstrap: 'bootstrap.cluster.x-k8s.io/v1beta1',
  controlPlane: 'controlplane.cluster.x-k8s.io/v1beta1',
} as const;

/** Of these the Docker provider would be the converter, and it runs on one side only. */
const infrastructure = 'infrastructure.cluster.x-k8s.io/v1beta2';

/** A Cluster without a class as a user of v1beta1 writes it: arguments of the kubelet as a map, references with a version. */
export function olderManifest({ name, controlPlanes, workers }: MemoryCluster): string {
  return `apiVersion: ${v1beta1.core}
kind: Cluster
metadata:
  name: ${name}
  labels:
    note: wanted
spec:
  clusterNetwork:
    services:
      cidrBlocks: ["10.128.0.0/12"]
    pods:
      cidrBlocks: ["192.168.0.0/16"]
    serviceDomain: cluster.local
  controlPlaneRef:
    apiVersion: ${v1beta1.controlPlane}
    kind: KubeadmControlPlane
    name: ${name}-control-plane
  infrastructureRef:
    apiVersion: ${infrastructure}
    kind: DevCluster
    name: ${name}
---
apiVersion: ${infrastructure}
kind: DevCluster
metadata:
  name: ${name}
spec:
  backend:
    inMemory: {}
---
apiVersion: ${infrastructure}
kind: DevMachineTemplate
metadata:
  name: ${name}
spec:
  template:
    spec:
      backend:
        inMemory: {}
---
apiVersion: ${v1beta1.controlPlane}
kind: KubeadmControlPlane
metadata:
  name: ${name}-control-plane
spec:
  replicas: ${controlPlanes}
  version: v1.34.0
  machineTemplate:
    nodeDrainTimeout: 30s
    infrastructureRef:
      apiVersion: ${infrastructure}
      kind: DevMachineTemplate
      name: ${name}
  kubeadmConfigSpec:
    clusterConfiguration:
      apiServer:
        certSANs: ["127.0.0.1"]
        extraArgs:
          audit-log-maxage: "7"
      controllerManager:
        extraArgs:
          enable-hostpath-provisioner: "true"
    initConfiguration:
      nodeRegistration:
        kubeletExtraArgs:
          eviction-hard: nodefs.available<0%,imagefs.available<0%
    joinConfiguration:
      nodeRegistration:
        kubeletExtraArgs:
          eviction-hard: nodefs.available<0%,imagefs.available<0%
---
apiVersion: ${v1beta1.bootstrap}
kind: KubeadmConfigTemplate
metadata:
  name: ${name}-md-0
spec:
  template:
    spec:
      joinConfiguration:
        nodeRegistration:
          kubeletExtraArgs:
            eviction-hard: nodefs.available<0%,imagefs.available<0%
---
apiVersion: ${v1beta1.core}
kind: MachineDeployment
metadata:
  name: ${name}-md-0
spec:
  clusterName: ${name}
  replicas: ${workers}
  selector:
    matchLabels: {}
  template:
    spec:
      clusterName: ${name}
      version: v1.34.0
      nodeDrainTimeout: 30s
      bootstrap:
        configRef:
          apiVersion: ${v1beta1.bootstrap}
          kind: KubeadmConfigTemplate
          name: ${name}-md-0
      infrastructureRef:
        apiVersion: ${infrastructure}
        kind: DevMachineTemplate
        name: ${name}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: note
data:
  note.json: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"kube-system","name":"note"},"data":{"text":"once"}}'
---
apiVersion: addons.cluster.x-k8s.io/v1beta1
kind: ClusterResourceSet
metadata:
  name: note
spec:
  strategy: ApplyOnce
  clusterSelector:
    matchLabels:
      note: wanted
  resources:
    - kind: ConfigMap
      name: note
`;
}

/** Applies such a manifest with kubectl, as users do: what it says stays in an annotation, and in the managed fields. */
export async function applyOlderManifest(plane: ControlPlane, cluster: MemoryCluster): Promise<void> {
  await ensureNamespace(plane, cluster.namespace);
  const file = join(plane.directory, `${cluster.name}.yaml`);
  await writeFile(file, olderManifest(cluster));
  const { path } = await binary('kubectl');
  await run(path, ['--kubeconfig', plane.kubeconfig, '-n', cluster.namespace, 'apply', '-f', file]);
}
