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

/** Asks of objects whether they are of one of these kinds, in whatever version. */
export function ofKinds(
  kinds: readonly { readonly group: string; readonly kind: string }[],
): (object: KubeObject) => boolean {
  // Every object of a snapshot is asked, and most are of a kind of no such name.
  const names = new Set(kinds.map(({ kind }) => kind));
  return (object) => names.has(object.kind) && kinds.some(({ group, kind }) => isKind(object, group, kind));
}
