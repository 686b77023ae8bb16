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
): readonly (readonly [uid: string, relation: Relation])[] {
  const relations: [string, Relation][] = (object.metadata.ownerReferences ?? []).map(({ uid }) => [uid, 'owner']);
  for (const provider of providers) {
    for (const { relation, owner } of provider.relate?.(object, index) ?? []) {
      const { uid } = owner.metadata;
      if (uid === undefined || uid === object.metadata.uid || index.byUid(uid) === undefined) continue;
      relations.push([uid, relation]);
    }
  }
  return relations.length < 2 ? relations : strongestOf(relations);
}

function strongestOf(relations: readonly (readonly [string, Relation])[]): readonly (readonly [string, Relation])[] {
  const strongest = new Map<string, Relation>();
  for (const [uid, relation] of relations) {
    const known = strongest.get(uid);
    if (known === undefined || strength[relation] > strength[known]) strongest.set(uid, relation);
  }
  return [...strongest];
}
