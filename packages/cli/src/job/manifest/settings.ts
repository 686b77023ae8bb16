import type { RbacRule } from '@tsmove/move-core';

/** All that the manifests of a Job depend on. Values may be expressions of a chart: nothing here looks into them. */
export interface JobSettings {
  readonly name: string;
  /** Where the Job, its ServiceAccount and its status are. */
  readonly namespace: string;
  readonly image: string;
  readonly pullPolicy: string;
  /** Of `tsmove job run`. */
  readonly args: readonly string[];
  /** The Secret with the kubeconfig of the other side, under the key `kubeconfig`. */
  readonly secret: string;
  readonly statusName: string;
  /** Undefined: metrics are not served. */
  readonly metricsPort: number | undefined;
  /** Undefined: one pod, and no Indexed Job. */
  readonly shards: number | undefined;
  /** How many pods of the shards at once; undefined without shards. */
  readonly parallelism: number | undefined;
  /** What the ServiceAccount may do for the move itself, on this side. */
  readonly roles: readonly JobRole[];
}

/** A Role, or a ClusterRole if it has no namespace. */
export interface JobRole {
  readonly namespace: string | undefined;
  readonly rules: readonly Omit<RbacRule, 'namespace' | 'why'>[];
}

/** The user of the image, and of nobody else. */
export const imageUser = 65_532;

/** Where the kubeconfig of the other side is, in the container. */
export const kubeconfigPath = '/etc/tsmove/other-side/kubeconfig';

/** The key of the Secret. */
export const kubeconfigKey = 'kubeconfig';
