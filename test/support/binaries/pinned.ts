/** The programs the test bed runs, which version of each, and out of which pinned Go module each can be built. */

export type Program = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'clusterctl';

export interface Pinned {
  readonly version: string;
  /** The folder below `go/` with the go.mod and go.sum that pin it. */
  readonly module: string;
  readonly goPackage: string;
  /** Values that a release build stamps into the program; without them it calls itself v0.0.0 and version checks refuse it. */
  readonly stamps: Readonly<Record<string, string>>;
}

const kubernetes = {
  version: 'v1.34.4',
  module: 'kubernetes',
  stamps: stampsOf('k8s.io/component-base/version', 'v1.34.4'),
} as const;

export const pinned: Readonly<Record<Program, Pinned>> = {
  etcd: { version: 'v3.6.16', module: 'etcd', goPackage: 'go.etcd.io/etcd/server/v3', stamps: {} },
  'kube-apiserver': { ...kubernetes, goPackage: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  'kube-controller-manager': { ...kubernetes, goPackage: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
  clusterctl: {
    version: 'v1.13.4',
    module: 'clusterctl',
    goPackage: 'sigs.k8s.io/cluster-api/cmd/clusterctl',
    stamps: stampsOf('sigs.k8s.io/cluster-api/version', 'v1.13.4'),
  },
};

/** What a control plane of the test bed consists of. */
export const serverPrograms: readonly Program[] = ['etcd', 'kube-apiserver', 'kube-controller-manager'];

/** The modules whose CustomResourceDefinitions are installed; their checksums are in `go/crds/go.sum`. */
export const crdModules = {
  core: { path: 'sigs.k8s.io/cluster-api', version: 'v1.13.4' },
  test: { path: 'sigs.k8s.io/cluster-api/test', version: 'v1.13.4' },
} as const;

function stampsOf(goPackage: string, version: string): Readonly<Record<string, string>> {
  const [major = '', minor = ''] = version.slice(1).split('.');
  return {
    [`${goPackage}.gitVersion`]: version,
    [`${goPackage}.gitMajor`]: major,
    [`${goPackage}.gitMinor`]: minor,
    [`${goPackage}.gitTreeState`]: 'clean',
  };
}
