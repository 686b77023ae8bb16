/** How one run of the exercise differs from another. */
export interface Settings {
  /** The kind cluster that everything begins in. */
  readonly bootstrap: string;
  /** The Cluster that is made with Cluster API's Docker provider, and that then manages itself. */
  readonly cluster: string;
  readonly kubernetes: string;
  /** Which release of Cluster API is installed on both sides. */
  readonly clusterApi: string;
  readonly cni: 'kindnet' | 'cilium';
  /** Where kubeconfigs and manifests are written. */
  readonly folder: string;
  /** Leaves both clusters as they are in the end, for a look around. */
  readonly keep: boolean;
}

export const defaultSettings: Omit<Settings, 'folder'> = {
  bootstrap: 'tsmove-bootstrap',
  cluster: 'management',
  // The newest of this minor version for which kind has published the image of a node that this Cluster API knows.
  kubernetes: 'v1.34.3',
  clusterApi: 'v1.13.4',
  cni: 'kindnet',
  keep: false,
};
