import { deepEqual } from '../../model/deep-equal.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { parseJson, stringifyJson } from '../../model/json-codec.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { compareText } from '../../model/object-ref.ts';
import { serverOwnedMetadata } from '../../model/server-owned.ts';

/** True if an object that was held for a while is gone, or the same as before in all that servers do not decide. */
export function isGivenBack(before: KubeObject, now: KubeObject | undefined): boolean {
  return now === undefined || deepEqual(comparable(before, new Map()), comparable(now, new Map()));
}

/** What each UID stands for. */
export function identitiesOf(objects: readonly KubeObject[]): ReadonlyMap<string, string> {
  return new Map(objects.map((object) => [object.metadata.uid ?? '', `${object.kind}/${object.metadata.name}`]));
}

/** The object with owners by name and generations as what they say. */
export function comparable(
  object: KubeObject,
  identities: ReadonlyMap<string, string>,
): Record<string, JsonValue | undefined> {
  const { metadata, status, ...rest } = object;
  const kept = Object.entries(metadata).filter(([key]) => !serverOwnedMetadata.has(key) && key !== 'ownerReferences');
  const owners = (metadata.ownerReferences ?? []).map((owner) => ({
    ...owner,
    uid: identities.get(owner.uid) ?? 'unknown',
  }));
  const held = object.kind === 'Cluster' || object.kind === 'ClusterClass';
  return {
    ...rest,
    metadata: Object.fromEntries(kept),
    owners,
    managers: (metadata.managedFields ?? [])
      .map(({ time: _time, ...entry }) => renamed(withoutOwnerFields(entry), identities))
      .sort((a, b) => compareText(headOf(a), headOf(b))),
    status: status === undefined ? undefined : generationless(status, held ? undefined : metadata.generation),
  };
}

function renamed(entry: JsonObject, identities: ReadonlyMap<string, string>): JsonValue {
  let text = stringifyJson(entry);
  for (const [uid, identity] of identities) text = text.replaceAll(`\\"${uid}\\"`, identity);
  return parseJson(text);
}

function headOf(entry: JsonValue): string {
  const { fieldsV1: _fields, ...head } = isJsonObject(entry) ? entry : {};
  return stringifyJson(head);
}

function withoutOwnerFields(entry: JsonObject): JsonObject {
  const fields = entry['fieldsV1'];
  const metadata = isJsonObject(fields) ? fields['f:metadata'] : undefined;
  if (!isJsonObject(fields) || !isJsonObject(metadata)) return entry;
  const { 'f:ownerReferences': _owners, ...others } = metadata;
  return { ...entry, fieldsV1: { ...fields, 'f:metadata': others } };
}

/**
 * What was observed is either current or of no account: a move leaves out what was behind. Absent `generation`: the
 * hold itself has raised it.
 */
function generationless(status: JsonValue, generation: number | undefined): JsonValue {
  if (Array.isArray(status)) return status.map((item: JsonValue) => generationless(item, generation));
  if (!isJsonObject(status)) return status;
  return Object.fromEntries(
    Object.entries(status).flatMap(([key, value]): [string, JsonValue][] => {
      if (value === undefined) return [];
      if (key !== 'observedGeneration') return [[key, generationless(value, generation)]];
      return value === generation ? [[key, 'current']] : [];
    }),
  );
}
