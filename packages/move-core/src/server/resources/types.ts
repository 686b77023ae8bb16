import type { ResourceType } from '../../model/resource-type.ts';

/** A resource as an API server serves it, in one version. */
export interface ServedResource extends ResourceType {
  /** For example `list`, `create`, `delete`. */
  readonly verbs: readonly string[];
}

/** A group and version whose resources could not be learnt, or only from before the API behind it went away. */
export interface UnavailableApi {
  /** For example `metrics.k8s.io/v1beta1`. */
  readonly groupVersion: string;
  readonly reason: string;
}

export interface ServedResources {
  /** In the server's order: within a group the preferred version comes first. */
  readonly resources: readonly ServedResource[];
  readonly unavailable: readonly UnavailableApi[];
}
