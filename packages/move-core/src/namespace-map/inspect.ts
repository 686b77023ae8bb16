import { isJsonObject, type JsonValue } from '../model/json.ts';
import { parseJson } from '../model/json-codec.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { compareText, parseApiVersion } from '../model/object-ref.ts';
import type { Provider } from '../provider/types.ts';
import { isHarmless } from './harmless.ts';
import { rewriteJsonText } from './json-text.ts';
import { managementMentionsOf, mentionsOf, type FindMention } from './mentions.ts';
import { meanings, type MeaningOf, type Path } from './places.ts';
import type { NamespaceMap } from './types.ts';

/** Where an object names the namespaces of a map. Places are written for people; values are never told. */
export interface NamespaceUses {
  /** Refers to `from`, and is rewritten. */
  readonly rewritten: readonly string[];
  /** Refers to `to`, which in the target would be something else. */
  readonly clashing: readonly string[];
  /** Is the word `from`, or begins with it, and nobody knows what it means there. */
  readonly unproven: readonly string[];
  /** A longer text in which `from` is named. */
  readonly inText: readonly string[];
}

/** Looks through whole objects. Pure. */
export function createInspection(
  map: NamespaceMap,
  providers: readonly Provider[],
): (object: KubeObject) => NamespaceUses {
  const meaningOf = meanings(providers);
  const mentions = mentionsOf(map.from);
  const management = managementMentionsOf(map.from);
  return (object) => {
    const { group } = parseApiVersion(object.apiVersion);
    const found = new Finds();
    const look: Look = { map, found, mentions, meaningOf: meaningOf({ group, kind: object.kind }) };
    const isSecret = group === '' && object.kind === 'Secret';
    for (const [key, value] of Object.entries(object)) {
      if (value === undefined) continue;
      if (isSecret && key === 'data') lookIntoData(value, management, found);
      else lookAt(value, [key], [key], object, look);
    }
    return found.sorted();
  };
}

interface Look {
  readonly map: NamespaceMap;
  readonly found: Finds;
  readonly mentions: FindMention;
  readonly meaningOf: MeaningOf;
}

class Finds {
  readonly #places = {
    rewritten: new Set<string>(),
    clashing: new Set<string>(),
    unproven: new Set<string>(),
    inText: new Set<string>(),
  };

  add(what: keyof NamespaceUses, at: Path): void {
    this.#places[what].add(placeName(at));
  }

  sorted(): NamespaceUses {
    const list = (what: keyof NamespaceUses): readonly string[] => [...this.#places[what]].sort(compareText);
    return {
      rewritten: list('rewritten'),
      clashing: list('clashing'),
      unproven: list('unproven'),
      inText: list('inText'),
    };
  }
}

/** `path` is what rules know; `at` what people read, with the positions in lists. */
function lookAt(value: JsonValue, path: Path, at: Path, parent: JsonValue | undefined, look: Look): void {
  if (typeof value === 'string') {
    lookAtText(value, path, at, parent, look);
    return;
  }
  if (Array.isArray(value)) {
    for (const [position, entry] of (value as readonly JsonValue[]).entries()) {
      lookAt(entry, [...path, '*'], [...at, position.toString()], value, look);
    }
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    // Who manages which field; what it names is named by the object itself.
    if (key === 'managedFields' && path.length === 1 && path[0] === 'metadata') continue;
    const inner = [...path, key];
    const place = [...at, key];
    lookAtKey(key, inner, place, look);
    lookAt(field, inner, place, value, look);
  }
}

/** The word of JSON Schema is in every ClusterClass, and the name of a namespace in every cluster. */
const schemaWord = 'default';

function lookAtKey(key: string, path: Path, at: Path, { mentions, meaningOf, found }: Look): void {
  if (key === schemaWord || mentions(key) !== 'is') return;
  if (meaningOf(path, undefined)?.type !== 'keep') found.add('unproven', at);
}

function lookAtText(text: string, path: Path, at: Path, parent: JsonValue | undefined, look: Look): void {
  const { map, found, mentions } = look;
  const meaning = look.meaningOf(path, parent);
  if (meaning?.type === 'keep') return;
  if (meaning?.type === 'json') {
    lookIntoJson(text, meaning.holds, at, look);
    return;
  }
  if (meaning?.type === 'unclear') {
    addMention(mentions(text), at, found);
    return;
  }
  if (meaning !== undefined) {
    const end = meaning.type === 'prefix' ? text.indexOf(meaning.separator) : text.length;
    const named = text.slice(0, Math.max(end, 0));
    if (named === map.from) found.add('rewritten', at);
    else if (named === map.to) found.add('clashing', at);
    else addMention(mentions(text), at, found);
    return;
  }
  if (!isHarmless(path)) addMention(mentions(text), at, found);
}

function lookIntoJson(text: string, holds: Path, at: Path, look: Look): void {
  const { from, to } = look.map;
  if (!text.includes(from) && !text.includes(to)) return;
  // A text that cannot be rewritten byte by byte is left as it is, so whatever it names stays behind.
  const canRewrite = rewriteJsonText(text, markAll) !== undefined;
  if (canRewrite) lookAt(parseJson(text), holds, [...at, ...holds], undefined, look);
  else addMention(look.mentions(text) ?? 'inside', at, look.found);
}

/** Changes every text, so that every text has to be written in the usual way. */
function markAll(value: JsonValue): JsonValue {
  if (typeof value === 'string') return /^[-./a-z0-9]+$/u.test(value) ? `${value}.` : value;
  if (Array.isArray(value)) return value.map((entry: JsonValue) => markAll(entry));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, markAll(field ?? null)]));
}

/** Keys, certificates and what machines are made from. Only addresses in the management cluster are looked for. */
function lookIntoData(data: JsonValue, management: (text: string) => boolean, found: Finds): void {
  if (!isJsonObject(data)) return;
  for (const [key, value] of Object.entries(data)) {
    if (typeof value === 'string' && management(decoded(value))) found.add('inText', ['data', key]);
  }
}

/** Bytes beyond ASCII come out wrong, which does not matter to what is looked for. */
function decoded(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}

function addMention(mention: 'is' | 'inside' | undefined, at: Path, found: Finds): void {
  if (mention !== undefined) found.add(mention === 'is' ? 'unproven' : 'inText', at);
}

/** `spec.pools[0].namespace`, `metadata.annotations["a.b/c"]`. */
function placeName(at: Path): string {
  return at.reduce((place, step) => {
    if (/^\d+$/u.test(step)) return `${place}[${step}]`;
    if (/^\w+$/u.test(step)) return place === '' ? step : `${place}.${step}`;
    return `${place}[${JSON.stringify(step)}]`;
  }, '');
}
