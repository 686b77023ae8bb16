import type { KubeObject } from '@tsmove/move-core/provider';

/** API groups of Cluster API's own kinds. */
export const groups = {
  cluster: 'cluster.x-k8s.io',
  addons: 'addons.cluster.x-k8s.io',
  controlPlane: 'controlplane.cluster.x-k8s.io',
  bootstrap: 'bootstrap.cluster.x-k8s.io',
  infrastructure: 'infrastructure.cluster.x-k8s.io',
  runtime: 'runtime.cluster.x-k8s.io',
} as const;

/** Cluster API's name for a hold on one object; any value counts. */
export const pausedAnnotation = 'cluster.x-k8s.io/paused';

/** An object's API group; the empty string for the core group. */
export function groupOf({ apiVersion }: KubeObject): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** True for an object of this group and kind, in whatever version. */
export function isKind(object: KubeObject, group: string, kind: string): boolean {
  return object.kind === kind && groupOf(object) === group;
}
