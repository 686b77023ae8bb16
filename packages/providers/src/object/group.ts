import type { KubeObject } from '@tsmove/move-core/provider';

/** An object's API group; the empty string for the core group. */
export function groupOf({ apiVersion }: KubeObject): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** True for an object of this group and kind, in whatever version. */
export function isKind(object: KubeObject, group: string, kind: string): boolean {
  return object.kind === kind && groupOf(object) === group;
}
