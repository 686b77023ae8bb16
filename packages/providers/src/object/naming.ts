import type { KubeObject, ObjectRef, Provider } from '@tsmove/move-core/provider';
import { elsewhere } from './elsewhere.ts';
import { ofKinds } from './group.ts';
import { relateByReference } from './references.ts';

/** A kind, whatever its version. */
export interface Kind {
  readonly group: string;
  readonly kind: string;
}

/** Kinds of one group by their names. */
export function kindsIn(group: string, ...names: readonly string[]): readonly Kind[] {
  return names.map((kind) => ({ group, kind }));
}

/** What objects of some kinds name. */
export interface Naming {
  readonly kinds: readonly Kind[];
  readonly names: (object: KubeObject) => Iterable<ObjectRef>;
}

/** What a provider says of kinds that name others: that those belong to them, and which of them do not move along. */
export function namingOthers(...namings: readonly Naming[]): Required<Pick<Provider, 'relate' | 'inspect'>> {
  const known = namings.map(({ kinds, names }) => ({ isOurs: ofKinds(kinds), names }));
  function* referencesOf(object: KubeObject): Iterable<ObjectRef> {
    for (const { isOurs, names } of known) if (isOurs(object)) yield* names(object);
  }
  const all = namings.flatMap(({ kinds }) => kinds);
  const namesOthers = ofKinds(all);
  return {
    relate: relateByReference({ kinds: all, referencesOf }),
    inspect: (object) => (namesOthers(object) ? elsewhere(object, referencesOf(object)) : []),
  };
}
