/** The programs the test bed runs, which version of each, and out of which pinned Go module each can be built. */

export type Program =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'clusterctl'
  | 'kubectl'
  | 'helm'
  | 'argo-validate'
  | NodeProgram
  | ManagerProgram;

/** What makes pods out of a control plane's words, besides a container engine. */
export type NodeProgram = 'kube-scheduler' | 'kubelet';

/** The real controllers. */
export type ManagerProgram =
  | 'cluster-api-manager'
  | 'kubeadm-bootstrap-manager'
  | 'kubeadm-control-plane-manager'
  | 'capd-manager'
  | 'baremetal-operator'
  | 'capm3-manager'
  | 'metal3-ipam-manager'
  | 'byoh-manager';

export interface Pinned {
  readonly version: string;
  /** The folder below `go/` with the go.mod and go.sum that pin it. */
  readonly module: string;
  readonly goPackage: string;
  /** Values that a release build stamps into the program; without them it calls itself v0.0.0 and version checks refuse it. */
  readonly stamps: Readonly<Record<string, string>>;
}

/** The version that go.mod and go.sum of the module `kubernetes` pin. */
export const pinnedKubernetes = 'v1.34.4';

/** Another one only to see whether everything is true of it, too: `npm run test:matrix`. */
const kubernetesVersion = process.env['TSMOVE_TEST_KUBERNETES'] ?? pinnedKubernetes;

const kubernetes = {
  version: kubernetesVersion,
  module: 'kubernetes',
  stamps: stampsOf('k8s.io/component-base/version', kubernetesVersion),
} as const;

const clusterApi = {
  version: 'v1.13.4',
  stamps: stampsOf('sigs.k8s.io/cluster-api/version', 'v1.13.4'),
} as const;

const helm = 'helm.sh/helm/v3';

const argo = { path: 'github.com/argoproj/argo-workflows/v3', version: 'v3.7.4' } as const;

export const pinned: Readonly<Record<Program, Pinned>> = {
  etcd: { version: 'v3.6.16', module: 'etcd', goPackage: 'go.etcd.io/etcd/server/v3', stamps: {} },
  'kube-apiserver': { ...kubernetes, goPackage: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  'kube-controller-manager': { ...kubernetes, goPackage: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
  kubectl: { ...kubernetes, goPackage: 'k8s.io/kubernetes/cmd/kubectl' },
  'kube-scheduler': { ...kubernetes, goPackage: 'k8s.io/kubernetes/cmd/kube-scheduler' },
  kubelet: { ...kubernetes, goPackage: 'k8s.io/kubernetes/cmd/kubelet' },
  clusterctl: { ...clusterApi, module: 'clusterctl', goPackage: 'sigs.k8s.io/cluster-api/cmd/clusterctl' },
  helm: {
    version: 'v3.20.2',
    module: 'helm',
    goPackage: `${helm}/cmd/helm`,
    // Without a cluster charts are rendered for the Kubernetes that Helm was built with, whose minor it is told.
    stamps: {
      [`${helm}/internal/version.version`]: 'v3.20.2',
      [`${helm}/internal/version.gitTreeState`]: 'clean',
      [`${helm}/pkg/chartutil.k8sVersionMajor`]: '1',
      [`${helm}/pkg/chartutil.k8sVersionMinor`]: '35',
      [`${helm}/pkg/lint/rules.k8sVersionMajor`]: '1',
      [`${helm}/pkg/lint/rules.k8sVersionMinor`]: '35',
    },
  },
  // A command of our own, beside its go.mod.
  'argo-validate': { version: argo.version, module: 'argo-validate', goPackage: '.', stamps: {} },
  'cluster-api-manager': { ...clusterApi, module: 'cluster-api', goPackage: 'sigs.k8s.io/cluster-api' },
  'kubeadm-bootstrap-manager': {
    ...clusterApi,
    module: 'cluster-api',
    goPackage: 'sigs.k8s.io/cluster-api/bootstrap/kubeadm',
  },
  'kubeadm-control-plane-manager': {
    ...clusterApi,
    module: 'cluster-api',
    goPackage: 'sigs.k8s.io/cluster-api/controlplane/kubeadm',
  },
  'capd-manager': {
    ...clusterApi,
    module: 'capd',
    goPackage: 'sigs.k8s.io/cluster-api/test/infrastructure/docker',
  },
  'baremetal-operator': {
    version: 'v0.13.1',
    module: 'baremetal-operator',
    goPackage: 'github.com/metal3-io/baremetal-operator',
    stamps: {},
  },
  'capm3-manager': {
    version: 'v1.13.2',
    module: 'capm3',
    goPackage: 'github.com/metal3-io/cluster-api-provider-metal3',
    stamps: {},
  },
  'metal3-ipam-manager': {
    version: 'v1.13.2',
    module: 'ip-address-manager',
    goPackage: 'github.com/metal3-io/ip-address-manager',
    stamps: {},
  },
  'byoh-manager': {
    version: 'v0.5.0',
    module: 'byoh',
    goPackage: 'github.com/vmware-tanzu/cluster-api-provider-bringyourownhost',
    stamps: {},
  },
};

/** What a control plane of the test bed consists of. */
export const serverPrograms: readonly Program[] = ['etcd', 'kube-apiserver', 'kube-controller-manager'];

export const nodePrograms: readonly NodeProgram[] = ['kube-scheduler', 'kubelet'];

export const managerPrograms: readonly ManagerProgram[] = [
  'cluster-api-manager',
  'kubeadm-bootstrap-manager',
  'kubeadm-control-plane-manager',
  'capd-manager',
  'baremetal-operator',
  'capm3-manager',
  'metal3-ipam-manager',
  'byoh-manager',
];

/** A module that CustomResourceDefinitions and webhook manifests are read from. */
export interface CrdModule {
  readonly path: string;
  readonly version: string;
  /** The folder below `go/` whose go.sum has its checksum. */
  readonly pins: string;
}

/** Of the kinds, and in the inventory; another one only for `npm run test:matrix`. */
export const clusterApiKinds = process.env['TSMOVE_TEST_CLUSTER_API'] ?? clusterApi.version;

export const crdModules = {
  core: { path: 'sigs.k8s.io/cluster-api', version: clusterApiKinds, pins: 'crds' },
  test: { path: 'sigs.k8s.io/cluster-api/test', version: clusterApiKinds, pins: 'crds' },
  bmo: { path: 'github.com/metal3-io/baremetal-operator', version: 'v0.13.1', pins: 'baremetal-operator' },
  capm3: { path: 'github.com/metal3-io/cluster-api-provider-metal3', version: 'v1.13.2', pins: 'capm3' },
  ipamMetal3: { path: 'github.com/metal3-io/ip-address-manager', version: 'v1.13.2', pins: 'ip-address-manager' },
  byoh: { path: 'github.com/vmware-tanzu/cluster-api-provider-bringyourownhost', version: 'v0.5.0', pins: 'byoh' },
  argo: { ...argo, pins: 'argo-validate' },
} as const satisfies Readonly<Record<string, CrdModule>>;

function stampsOf(goPackage: string, version: string): Readonly<Record<string, string>> {
  const [major = '', minor = ''] = version.slice(1).split('.');
  return {
    [`${goPackage}.gitVersion`]: version,
    [`${goPackage}.gitMajor`]: major,
    [`${goPackage}.gitMinor`]: minor,
    [`${goPackage}.gitTreeState`]: 'clean',
  };
}
