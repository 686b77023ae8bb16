import type { PageModel, PageObject, PageRelation, Scale, ScaleValue } from '../model/page.ts';
import { families, familyOf } from '../model/scales.ts';
import type { Choice } from './state.ts';

/** The model with what is asked of it again and again, computed once. */
export interface Atlas {
  readonly model: PageModel;
  /** How many objects have each value, by `fate:move`. */
  readonly counts: ReadonlyMap<string, number>;
  /** Kinds and their numbers, the most frequent first. */
  readonly kinds: readonly (readonly [kind: string, count: number])[];
  /** What depends on an object. */
  readonly dependents: ReadonlyMap<number, readonly (readonly [object: number, relation: PageRelation])[]>;
  readonly valueOf: (object: PageObject, scale: Scale['id']) => ScaleValue | undefined;
  /** The positions of the objects that the choice asks for, in the page's order. */
  readonly chosen: (choice: Choice) => readonly number[];
  /** True if the choice leaves anything out. */
  readonly narrows: (choice: Choice) => boolean;
}

export function createAtlas(model: PageModel): Atlas {
  const { objects, scales, groups } = model;
  const values = new Map(
    [...scales, families].flatMap(({ id, values: own }) => own.map((value) => [`${id}:${value.id}`, value] as const)),
  );
  const counts = new Map<string, number>();
  const kinds = new Map<string, number>();
  const dependents = new Map<number, (readonly [number, PageRelation])[]>();
  objects.forEach((object, position) => {
    for (const { id } of scales) add(counts, `${id}:${idIn(object, id)}`);
    add(kinds, object.kind);
    for (const [owner, relation] of object.owners ?? []) {
      const list = dependents.get(owner);
      if (list === undefined) dependents.set(owner, [[position, relation]]);
      else list.push([position, relation]);
    }
  });
  const texts = objects.map(({ kind, group = '', namespace = '', name, uid = '', in: place }) =>
    `${kind}/${name} ${namespace}/${name} ${group} ${uid} ${groups[place]?.title ?? ''}`.toLowerCase(),
  );
  const narrows = ({ query, values: wanted, kind, group }: Choice): boolean =>
    query.trim() !== '' || wanted.size > 0 || kind !== '' || group >= 0;
  return {
    model,
    counts,
    kinds: [...kinds].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)),
    dependents,
    valueOf: (object, scale) => values.get(`${scale}:${idIn(object, scale)}`),
    chosen: ofLatest((choice) => {
      const words = choice.query
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '');
      const asked = scales
        .map(({ id, values: own }) => ({ id, wanted: own.filter((one) => choice.values.has(`${id}:${one.id}`)) }))
        .filter(({ wanted }) => wanted.length > 0)
        .map(({ id, wanted }) => ({ id, ids: new Set(wanted.map((one) => one.id)) }));
      const found: number[] = [];
      objects.forEach((object, position) => {
        if (choice.kind !== '' && object.kind !== choice.kind) return;
        if (choice.group >= 0 && object.in !== choice.group) return;
        if (!asked.every(({ id, ids }) => ids.has(idIn(object, id)))) return;
        const text = texts[position] ?? '';
        if (words.every((word) => text.includes(word))) found.push(position);
      });
      return found;
    }),
    narrows,
  };
}

/** Where an object stands on a scale. */
function idIn(object: PageObject, scale: Scale['id']): string {
  return (scale === 'family' ? familyOf(object) : object[scale]) ?? '';
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Remembers the last answer: all parts of the page ask about the same choice. */
function ofLatest<Answer>(compute: (choice: Choice) => Answer): (choice: Choice) => Answer {
  let latest: { readonly choice: Choice; readonly answer: Answer } | undefined;
  return (choice) => {
    if (latest?.choice !== choice) latest = { choice, answer: compute(choice) };
    return latest.answer;
  };
}
