import type { KubeObject, ObjectIndex, ObjectRef, Relationship } from '@tsmove/move-core/provider';
import { groupOf, ofKinds } from './group.ts';

/** Objects of these kinds name others in their spec or annotations and cannot do without them. */
export interface Referrers {
  readonly kinds: readonly { readonly group: string; readonly kind: string }[];
  /** What an object of one of the kinds names; nothing for any other object. */
  referencesOf(object: KubeObject): Iterable<ObjectRef>;
}

/** Who names an object: by its kind, and by its group, namespace and name. */
type Named = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<KubeObject>>>;

/**
 * Relations that follow from references by name: what is named belongs to what names it, even before a controller has
 * made that an owner, or if none ever does; and what names an object uses it, and so keeps it where it stays.
 */
export function relateByReference(
  referrers: Referrers,
): (object: KubeObject, index: ObjectIndex) => Iterable<Relationship> {
  const isReferrer = ofKinds(referrers.kinds);
  /** Made once for each index, which does not change: every object of a snapshot asks. */
  const known = new WeakMap<ObjectIndex, Named>();
  return (object, index) => {
    let named = known.get(index);
    if (named === undefined) known.set(index, (named = collect(referrers, index)));
    // Most providers have no object at all in a cluster, and each of them is asked for every object.
    const { namespace, name } = object.metadata;
    const owners = named.get(object.kind)?.get(keyOf(groupOf(object), namespace, name));
    const names = isReferrer(object);
    if (owners === undefined && !names) return nothing;
    return [...ownedBy(owners ?? []), ...(names ? using(referrers.referencesOf(object), index) : [])];
  };
}

/** One for all, as it is the answer for nearly every object. */
const nothing: readonly Relationship[] = Object.freeze([]);

function* ownedBy(owners: Iterable<KubeObject>): Iterable<Relationship> {
  for (const owner of owners) yield { relation: 'soft-owner', owner };
}

function* using(references: Iterable<ObjectRef>, index: ObjectIndex): Iterable<Relationship> {
  for (const { group, kind, namespace, name } of references) {
    const used = index.find(group, kind, namespace, name);
    if (used !== undefined) yield { relation: 'uses', owner: used };
  }
}

function collect(referrers: Referrers, index: ObjectIndex): Named {
  const named = new Map<string, Map<string, Set<KubeObject>>>();
  for (const { group, kind } of referrers.kinds) {
    for (const referrer of index.ofKind(group, kind)) {
      for (const ref of referrers.referencesOf(referrer)) {
        const ofKind = named.get(ref.kind) ?? new Map<string, Set<KubeObject>>();
        const key = keyOf(ref.group, ref.namespace, ref.name);
        named.set(ref.kind, ofKind.set(key, (ofKind.get(key) ?? new Set()).add(referrer)));
      }
    }
  }
  return named;
}

/** The version is no part of it: a reference may be older than what is stored. */
function keyOf(group: string, namespace: string | undefined, name: string): string {
  return `${group}|${namespace ?? ''}|${name}`;
}
