import { ArchiveError } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { KubeObject, ObjectMeta } from '../model/kube-object.ts';
import { formatRef, refKey, refOf } from '../model/object-ref.ts';
import { requireNoPrototype } from './parse-value.ts';
import { damaged, placeText, type ArchivePlace } from './failures.ts';

/** The value as an object. Raises ArchiveError if it is none, or if it has no UID by which owners could be told. */
export function objectOf(value: JsonValue | undefined, place: ArchivePlace): KubeObject {
  if (isJsonObject(value)) {
    requireNoPrototype(Object.fromEntries(Object.keys(value).map((key) => [key, null])), place);
    requireNoPrototype(value['metadata'], place);
  }
  const because = whyNoObject(value);
  if (because !== undefined) throw damaged(place, because);
  // Looked at field by field in whyNoObject, which narrows nothing.
  const object = value as KubeObject;
  if (object.metadata.uid !== undefined) return object;
  throw new ArchiveError(`${placeText(place)}: ${formatRef(refOf(object))} has no metadata.uid`, {
    code: 'uid-missing',
    hint: 'Owners are told by their UIDs. Nothing was changed; write the objects anew from the cluster.',
  });
}

function whyNoObject(value: JsonValue | undefined): string | undefined {
  if (!isJsonObject(value)) return 'it is no Kubernetes object';
  const { apiVersion, kind, metadata } = value;
  if (!isText(apiVersion) || !isText(kind)) return 'it is no Kubernetes object: it has no apiVersion or no kind';
  if (!isJsonObject(metadata) || !isText(metadata['name'])) {
    return 'it is no Kubernetes object: it has no metadata.name';
  }
  if (!isName(metadata['name'])) return 'its metadata.name is none that Kubernetes allows';
  const wrongField = metadataChecks.find(([key, isRight]) => metadata[key] !== undefined && !isRight(metadata[key]));
  return wrongField === undefined ? undefined : `metadata.${wrongField[0]} is not what Kubernetes has there`;
}

type Check = (value: JsonValue | undefined) => boolean;

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

const isTexts: Check = (value) => Array.isArray(value) && value.every((item: JsonValue) => typeof item === 'string');

const isTextMap: Check = (value) =>
  isJsonObject(value) && Object.values(value).every((item) => typeof item === 'string');

const isOwners: Check = (value) =>
  Array.isArray(value) &&
  value.every(
    (item: JsonValue) => isJsonObject(item) && ['apiVersion', 'kind', 'name', 'uid'].every((key) => isText(item[key])),
  );

/** What no API server takes for a name, because it would lead elsewhere in a path. */
const isName: Check = (value) => isText(value) && value !== '.' && value !== '..' && !/[/%]/.test(value);

/** The fields that a move reasons about. */
const metadataChecks: readonly (readonly [keyof ObjectMeta & string, Check])[] = [
  ['namespace', isName],
  ['uid', isText],
  ['resourceVersion', (value) => typeof value === 'string'],
  ['generation', (value) => typeof value === 'number'],
  ['labels', isTextMap],
  ['annotations', isTextMap],
  ['finalizers', isTexts],
  ['ownerReferences', isOwners],
  ['managedFields', (value) => Array.isArray(value) && value.every((item: JsonValue) => isJsonObject(item))],
];

/** Raises ArchiveError if two of them are one object, by name or by UID. */
export function requireDistinctObjects(
  found: readonly { readonly object: KubeObject; readonly place: ArchivePlace }[],
): void {
  const names = new Map<string, ArchivePlace>();
  const uids = new Map<string, ArchivePlace>();
  for (const { object, place } of found) {
    const ref = refOf(object);
    for (const [seen, key, what] of [
      [names, refKey(ref), formatRef(ref)],
      [uids, object.metadata.uid ?? '', `the UID of ${formatRef(ref)}`],
    ] as const) {
      const other = seen.get(key);
      if (other !== undefined) throw damaged(place, `${what} is also in ${other.entry ?? other.file}`);
      seen.set(key, place);
    }
  }
}

/** An object with other metadata. */
export function withMetadata(object: KubeObject, change: (metadata: JsonObject) => JsonObject): KubeObject {
  return { ...object, metadata: { ...change(object.metadata), name: object.metadata.name } };
}
