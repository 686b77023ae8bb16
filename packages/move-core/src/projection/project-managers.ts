import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { parseJson, stringifyJson } from '../model/json-codec.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { fieldManagerOf } from '../model/marks.ts';

/**
 * The managedFields that an object is to have: the source's, as they were before our own patches, so that server-side
 * apply of the topology controller goes on as if nothing had happened (E6.12, G3). `beforeHold` is given for objects
 * that we have paused: our pause took fields over from their managers.
 */
export function projectManagers(
  object: KubeObject,
  beforeHold: readonly JsonObject[] | undefined,
  moveId: string,
): readonly JsonObject[] {
  const now = (object.metadata.managedFields ?? []).filter((entry) => entry['manager'] !== fieldManagerOf(moveId));
  if (beforeHold === undefined) return now;
  // Controllers acknowledge a pause in status only; everything else is as it was when we paused.
  return [
    ...beforeHold.filter((entry) => entry['subresource'] !== 'status'),
    ...now.filter((entry) => entry['subresource'] === 'status'),
  ];
}

/**
 * The same with the owners' UIDs of the target: managedFields name an entry of ownerReferences by its UID, and a
 * manager that applies its object again has to find the reference that is its own.
 */
export function withTargetOwners(
  managers: readonly JsonObject[],
  targetUidOf: (sourceUid: string) => string | undefined,
): readonly JsonObject[] {
  return managers.map((entry) => {
    const fields = entry['fieldsV1'];
    const metadata = isJsonObject(fields) ? fields['f:metadata'] : undefined;
    const owners = isJsonObject(metadata) ? metadata['f:ownerReferences'] : undefined;
    if (!isJsonObject(fields) || !isJsonObject(metadata) || !isJsonObject(owners)) return entry;
    const renamed = Object.fromEntries(
      Object.entries(owners).map(([key, owned]) => [ownerKey(key, targetUidOf), owned]),
    );
    return { ...entry, fieldsV1: { ...fields, 'f:metadata': { ...metadata, 'f:ownerReferences': renamed } } };
  });
}

/** `k:{"uid":"…"}`; any other key, and that of an owner which is not in the target, is left as it is. */
function ownerKey(key: string, targetUidOf: (sourceUid: string) => string | undefined): string {
  if (!key.startsWith('k:')) return key;
  const named = parsed(key.slice(2));
  const uid = isJsonObject(named) ? named['uid'] : undefined;
  const targetUid = typeof uid === 'string' ? targetUidOf(uid) : undefined;
  return targetUid === undefined ? key : `k:${stringifyJson({ uid: targetUid })}`;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
