import { deepEqual } from '../../model/deep-equal.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';

/** Who writes: what an API server calls a manager. */
export interface FieldWriter {
  readonly manager: string;
  readonly subresource?: 'status';
  readonly apiVersion: string;
}

/**
 * The managedFields after a write that is no server-side apply, as an API server keeps them: what the writer adds or
 * changes is its own from now on and nobody else's, what it removes is nobody's. A list in the request replaces what
 * was known before, an empty one does not, and `[{}]` forgets everything; by a subresource none of that is possible.
 */
export function managersAfter(
  before: KubeObject | undefined,
  after: KubeObject,
  writer: FieldWriter,
): readonly JsonObject[] {
  const managers = knownManagers(before, after, writer);
  // Somebody has made it forget everything: it is not tracked any more.
  if (before !== undefined && managers.length === 0) return [];
  const change = compareFields(fieldsOf(before), fieldsOf(after));
  const known = managers.map((entry) => ({ entry, fields: decode(entry['fieldsV1']) }));
  const own = { manager: writer.manager, operation: 'Update', apiVersion: writer.apiVersion };
  const head: JsonObject = { ...own, ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }) };
  const isWriter = (entry: JsonObject): boolean =>
    ['manager', 'operation', 'apiVersion', 'subresource'].every((key) => entry[key] === head[key]);
  const others = known
    .filter(({ entry }) => !isWriter(entry))
    .map(({ entry, fields }) => ({ entry, fields: minus(minus(fields, change.removed), change.set) }));
  const mine = known.find(({ entry }) => isWriter(entry))?.fields ?? noFields;
  const all = [...others, { entry: head, fields: plus(minus(mine, change.removed), change.set) }];
  return all
    .filter(({ fields }) => fields.size > 0)
    .map(({ entry, fields }) => ({ time, ...entry, fieldsType: 'FieldsV1', fieldsV1: encode(fields) }));
}

const noFields: ReadonlySet<string> = new Set();

/** One time for all that has not got any: nothing that is tested depends on it. */
const time = '2026-01-01T00:00:00Z';

function knownManagers(before: KubeObject | undefined, after: KubeObject, writer: FieldWriter): readonly JsonObject[] {
  const live = before?.metadata.managedFields ?? [];
  const asked = after.metadata.managedFields ?? [];
  if (writer.subresource !== undefined || asked.length === 0) return live;
  return asked.length === 1 && deepEqual(asked[0], {}) ? [] : asked;
}

/** What no manager is recorded for. */
const ownerless: ReadonlySet<string> = new Set([
  ...['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds'],
]);

const separator = '\u0001';

type Fields = ReadonlyMap<string, JsonValue | undefined>;

// Objects and field sets are never changed, and most of them are met again with the next write.
const fieldsOfObjects = new WeakMap<KubeObject, Fields>();
const decoded = new WeakMap<JsonObject, ReadonlySet<string>>();
const encoded = new WeakMap<ReadonlySet<string>, JsonObject>();

/** Every field by its path in the words of fieldsV1; of maps that are merged the value is undefined. */
function fieldsOf(object: KubeObject | undefined): Fields {
  const known = object && fieldsOfObjects.get(object);
  if (known !== undefined) return known;
  const found = findFields(object);
  if (object !== undefined) fieldsOfObjects.set(object, found);
  return found;
}

function findFields(object: KubeObject | undefined): Fields {
  const fields = new Map<string, JsonValue | undefined>();
  const walk = (path: readonly string[], value: JsonValue | undefined): void => {
    if (value === undefined) return;
    const items = itemsOf(path, value);
    if (path.length > 0 && path.join('.') !== 'f:metadata') {
      fields.set(path.join(separator), items === undefined ? value : undefined);
    }
    for (const [key, item] of items ?? []) walk([...path, key], item);
  };
  if (object !== undefined) {
    const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
    const kept = Object.entries(metadata).filter(([key]) => !ownerless.has(key));
    walk([], { ...rest, metadata: Object.fromEntries(kept) });
  }
  return fields;
}

/** Undefined for what is one value: scalars, and lists of which the schema does not say how they are merged. */
function itemsOf(
  path: readonly string[],
  value: JsonValue,
): readonly (readonly [string, JsonValue | undefined])[] | undefined {
  const place = path.join('.');
  if (Array.isArray(value)) {
    const list: readonly JsonValue[] = value;
    if (place === 'f:metadata.f:finalizers') return list.map((item) => [`v:${JSON.stringify(item)}`, null]);
    if (place !== 'f:metadata.f:ownerReferences') return undefined;
    return list.map((item) => [`k:${JSON.stringify({ uid: isJsonObject(item) ? item['uid'] : null })}`, [item]]);
  }
  return isJsonObject(value) ? Object.entries(value).map(([key, item]) => [`f:${key}`, item]) : undefined;
}

interface FieldChange {
  /** Added or changed. */
  readonly set: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

function compareFields(
  before: ReadonlyMap<string, JsonValue | undefined>,
  after: ReadonlyMap<string, JsonValue | undefined>,
): FieldChange {
  const isSet = ([path, value]: readonly [string, JsonValue | undefined]): boolean =>
    !before.has(path) || !deepEqual(before.get(path), value);
  return {
    set: new Set([...after].filter(isSet).map(([path]) => path)),
    removed: new Set([...before.keys()].filter((path) => !after.has(path))),
  };
}

function plus(fields: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return [...others].every((path) => fields.has(path)) ? fields : new Set([...fields, ...others]);
}

function minus(fields: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  if (![...others].some((path) => fields.has(path))) return fields;
  return new Set([...fields].filter((path) => !others.has(path)));
}

function decode(fields: JsonValue | undefined): ReadonlySet<string> {
  if (!isJsonObject(fields)) return noFields;
  const known = decoded.get(fields);
  if (known !== undefined) return known;
  const paths = new Set(pathsIn(fields, []));
  decoded.set(fields, paths);
  encoded.set(paths, fields);
  return paths;
}

function pathsIn(fields: JsonValue | undefined, at: readonly string[]): readonly string[] {
  if (!isJsonObject(fields)) return [];
  const keys = Object.keys(fields);
  const self = at.length > 0 && (keys.length === 0 || keys.includes('.')) ? [at.join(separator)] : [];
  const below = keys.filter((key) => key !== '.').flatMap((key) => pathsIn(fields[key], [...at, key]));
  return [...self, ...below];
}

function encode(fields: ReadonlySet<string>): JsonObject {
  const known = encoded.get(fields);
  if (known !== undefined) return known;
  const tree = treeOf(fields);
  encoded.set(fields, tree);
  return tree;
}

function treeOf(fields: ReadonlySet<string>): JsonObject {
  type Tree = Map<string, Tree>;
  const root: Tree = new Map();
  const members = new Set<Tree>();
  for (const path of fields) {
    let at = root;
    for (const key of path.split(separator)) {
      const next: Tree = at.get(key) ?? new Map<string, Tree>();
      at.set(key, next);
      at = next;
    }
    members.add(at);
  }
  const write = (tree: Tree): JsonObject => ({
    ...(members.has(tree) && tree.size > 0 ? { '.': {} } : {}),
    ...Object.fromEntries([...tree].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, below]) => [key, write(below)])),
  });
  return write(root);
}
