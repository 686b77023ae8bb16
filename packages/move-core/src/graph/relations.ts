import type { KubeObject } from '../model/kube-object.ts';
import type { ObjectIndex, Provider } from '../provider/types.ts';
import type { Relation } from './types.ts';

const strength: Readonly<Record<Relation, number>> = { owner: 2, 'soft-owner': 1, uses: 0 };

/**
 * What an object depends on, by UID: its owners, its soft owners and what it uses. There is one relation to each: an
 * ownerReference outweighs a soft owner, and that a use. A soft relation to the object itself says nothing and is left
 * out; an ownerReference to itself is kept, because it is a cycle of one.
 */
export function relationsOf(
  object: KubeObject,
  providers: readonly Provider[],
  index: ObjectIndex,
): ReadonlyMap<string, Relation> {
  const relations = new Map<string, Relation>();
  for (const { uid } of object.metadata.ownerReferences ?? []) relations.set(uid, 'owner');
  for (const provider of providers) {
    for (const { relation, owner } of provider.relate?.(object, index) ?? []) {
      const { uid } = owner.metadata;
      if (uid === undefined || uid === object.metadata.uid || index.byUid(uid) === undefined) continue;
      const known = relations.get(uid);
      if (known === undefined || strength[relation] > strength[known]) relations.set(uid, relation);
    }
  }
  return relations;
}
