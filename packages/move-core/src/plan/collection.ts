import type { Snapshot } from '../discover/snapshot.ts';
import type { ObjectGraph } from '../graph/types.ts';

/**
 * Foresees what the source's garbage collector will take once the moved objects are gone: every object that stays and
 * has owners, all of which go or are taken themselves. An owner of which nobody can tell whether it exists saves
 * nothing here: a warning too many costs less than an object.
 *
 * @param retiring UIDs of the objects that the move removes from the source.
 * @param spared UIDs of objects that lose their references to owners before those go.
 * @returns UIDs, of objects of the graph and of the snapshot's dependents.
 */
export function foreseeCollection(
  graph: ObjectGraph,
  snapshot: Pick<Snapshot, 'dependents' | 'owners'>,
  retiring: ReadonlySet<string>,
  spared: ReadonlySet<string>,
): ReadonlySet<string> {
  const others = new Set(snapshot.dependents.flatMap(({ metadata }) => metadata.uid ?? []));
  const exists = (uid: string): boolean => {
    if (others.has(uid)) return true;
    if (graph.index.byUid(uid) !== undefined) return true;
    return snapshot.owners.get(uid)?.state === 'present';
  };
  /** How many owners an object still has. */
  const owned = new Map<string, number>();
  const dependents = new Map<string, string[]>();
  const stay = graph.nodes.filter(
    ({ uid, origin }) => origin === 'discovered' && !retiring.has(uid) && !spared.has(uid),
  );
  for (const { metadata } of [...stay.flatMap(({ object }) => object ?? []), ...snapshot.dependents]) {
    const { uid, ownerReferences = [] } = metadata;
    if (uid === undefined || ownerReferences.length === 0 || owned.has(uid)) continue;
    const owners = new Set(ownerReferences.map((reference) => reference.uid).filter(exists));
    owned.set(uid, owners.size);
    for (const owner of owners) {
      const list = dependents.get(owner);
      if (list === undefined) dependents.set(owner, [uid]);
      else list.push(uid);
    }
  }
  const collected = new Set<string>();
  if (dependents.size === 0) return collected;
  const gone = [...retiring];
  // The list grows while it is walked: what is taken takes others with it.
  for (const owner of gone) {
    for (const uid of dependents.get(owner) ?? []) {
      const left = (owned.get(uid) ?? 0) - 1;
      owned.set(uid, left);
      if (left > 0) continue;
      collected.add(uid);
      gone.push(uid);
    }
  }
  return collected;
}
