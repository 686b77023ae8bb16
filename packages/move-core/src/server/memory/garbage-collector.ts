import type { KubeObject } from '../../model/kube-object.ts';

/**
 * The objects that a garbage collector would delete next: they name owners, and none of these exists. Owners count by
 * their UID, wherever their reference says they are; those of another namespace count as absent.
 */
export function collectable(objects: readonly KubeObject[]): readonly KubeObject[] {
  const places = new Map(objects.map(({ metadata }) => [metadata.uid ?? '', metadata.namespace]));
  return objects.filter(({ metadata }) => {
    const { ownerReferences = [], namespace, deletionTimestamp } = metadata;
    if (ownerReferences.length === 0 || deletionTimestamp !== undefined) return false;
    return ownerReferences.every(({ uid }) => !isOwnerFor(places, uid, namespace));
  });
}

function isOwnerFor(
  places: ReadonlyMap<string, string | undefined>,
  uid: string,
  namespace: string | undefined,
): boolean {
  if (!places.has(uid)) return false;
  const place = places.get(uid);
  return place === undefined || place === namespace;
}
