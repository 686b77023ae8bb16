import type { KubeObject, ObjectIndex, ObjectRef, Relationship } from '@tsmove/move-core/provider';
import { groupOf, isKind } from './group.ts';

/** Objects of these kinds name others in their spec or annotations and cannot do without them. */
export interface Referrers {
  readonly kinds: readonly { readonly group: string; readonly kind: string }[];
  /** What an object of one of the kinds names; nothing for any other object. */
  referencesOf(object: KubeObject): Iterable<ObjectRef>;
}

/**
 * Relations that follow from references by name: what is named belongs to what names it, even before a controller has
 * made that an owner, or if none ever does; and what names an object uses it, and so keeps it where it stays.
 */
export function relateByReference(
  referrers: Referrers,
): (object: KubeObject, index: ObjectIndex) => Iterable<Relationship> {
  /** Made once for each index, which does not change: every object of a snapshot asks. */
  const known = new WeakMap<ObjectIndex, ReadonlyMap<string, ReadonlySet<KubeObject>>>();
  return (object, index) => {
    let named = known.get(index);
    if (named === undefined) known.set(index, (named = collect(referrers, index)));
    // Most providers have no object at all in a cluster, and each of them is asked for every object.
    const names = isOneOf(referrers.kinds, object);
    return named.size === 0 && !names ? [] : related(object, index, named, names ? referrers.referencesOf(object) : []);
  };
}

function* related(
  object: KubeObject,
  index: ObjectIndex,
  named: ReadonlyMap<string, ReadonlySet<KubeObject>>,
  references: Iterable<ObjectRef>,
): Iterable<Relationship> {
  const { namespace, name } = object.metadata;
  const by = named.get(keyOf({ group: groupOf(object), kind: object.kind, namespace, name })) ?? [];
  for (const owner of by) yield { relation: 'soft-owner', owner };
  for (const { group, kind, namespace: place, name: usedName } of references) {
    const used = index.find(group, kind, place, usedName);
    if (used !== undefined) yield { relation: 'uses', owner: used };
  }
}

/** True if the object is of one of the kinds, whatever its version. */
export function isOneOf(kinds: Referrers['kinds'], object: KubeObject): boolean {
  return kinds.some(({ group, kind }) => isKind(object, group, kind));
}

function collect(referrers: Referrers, index: ObjectIndex): ReadonlyMap<string, ReadonlySet<KubeObject>> {
  const named = new Map<string, Set<KubeObject>>();
  for (const { group, kind } of referrers.kinds) {
    for (const referrer of index.ofKind(group, kind)) {
      for (const ref of referrers.referencesOf(referrer)) {
        const key = keyOf(ref);
        named.set(key, (named.get(key) ?? new Set()).add(referrer));
      }
    }
  }
  return named;
}

/** The version is no part of it: a reference may be older than what is stored. */
function keyOf(ref: { group: string; kind: string; namespace?: string | undefined; name: string }): string {
  return `${ref.group}|${ref.kind}|${ref.namespace ?? ''}|${ref.name}`;
}
