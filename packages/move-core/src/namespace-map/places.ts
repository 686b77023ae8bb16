import { isJsonObject, type JsonValue } from '../model/json.ts';
import { matchesSelector, type GroupKind } from '../provider/rules.ts';
import type { NamespacePlaces, Provider } from '../provider/types.ts';

/** What a text at some place is. */
export type PlaceMeaning =
  | { readonly type: 'namespace' }
  | { readonly type: 'prefix'; readonly separator: '/' | '.' }
  | { readonly type: 'json'; readonly holds: Path }
  | { readonly type: 'unclear' }
  | { readonly type: 'keep' };

/** Steps from the object down: keys, and `*` for any entry of a list. */
export type Path = readonly string[];

/** Tells what the text at a path of an object of one kind is; `parent` is what holds it. Undefined: not known. */
export type MeaningOf = (path: Path, parent: JsonValue | undefined) => PlaceMeaning | undefined;

/** What holds for Kubernetes' own. */
const native: readonly NamespacePlaces[] = [
  {
    kinds: [{ group: '', kind: 'Namespace' }],
    names: ['/metadata/name', '/metadata/labels/kubernetes.io~1metadata.name'],
  },
  {
    kinds: [{}],
    names: ['/metadata/namespace'],
    json: [{ at: '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration', holds: '' }],
  },
];

interface KnownPlace {
  readonly path: Path;
  /** Everything below it is the same. */
  readonly below: boolean;
  readonly meaning: PlaceMeaning;
}

/** Finds out what is at a place: by providers, in their order, and else by what holds for every kind. */
export function meanings(providers: readonly Provider[]): (kind: GroupKind) => MeaningOf {
  const known = new Map<string, MeaningOf>();
  return (kind) => {
    const key = `${kind.group}|${kind.kind}`;
    const found = known.get(key) ?? meaningsOf(kind, providers);
    known.set(key, found);
    return found;
  };
}

function meaningsOf(kind: GroupKind, providers: readonly Provider[]): MeaningOf {
  const places = [...providers.flatMap(({ namespaces = [] }) => namespaces), ...native]
    .filter(({ kinds }) => kinds.some((selector) => matchesSelector(selector, kind)))
    .flatMap(knownPlaces);
  return (path, parent) =>
    places.find((place) => isAt(place, path))?.meaning ?? (isReference(path, parent) ? namespaceMeaning : undefined);
}

const namespaceMeaning: PlaceMeaning = { type: 'namespace' };

/** `namespace` beside a name or a kind: a reference, as all of Kubernetes writes them. */
function isReference(path: Path, parent: JsonValue | undefined): boolean {
  if (path.at(-1) !== 'namespace' || !isJsonObject(parent)) return false;
  return typeof parent['name'] === 'string' || typeof parent['kind'] === 'string';
}

function knownPlaces({
  names = [],
  prefixes = [],
  json = [],
  unclear = [],
  keeps = [],
}: NamespacePlaces): readonly KnownPlace[] {
  return [
    ...keeps.map((at): KnownPlace => ({ path: steps(at), below: true, meaning: { type: 'keep' } })),
    ...unclear.map((at): KnownPlace => ({ path: steps(at), below: true, meaning: { type: 'unclear' } })),
    ...names.map((at): KnownPlace => ({ path: steps(at), below: false, meaning: namespaceMeaning })),
    ...prefixes.map(({ at, separator }): KnownPlace => ({
      path: steps(at),
      below: false,
      meaning: { type: 'prefix', separator },
    })),
    ...json.map(({ at, holds }): KnownPlace => ({
      path: steps(at),
      below: false,
      meaning: { type: 'json', holds: steps(holds) },
    })),
  ];
}

/** The steps of a JSON pointer. */
function steps(pointer: string): Path {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isAt({ path: known, below }: KnownPlace, path: Path): boolean {
  if (below ? path.length < known.length : path.length !== known.length) return false;
  return known.every((step, position) => step === '*' || step === path[position]);
}
