import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { applyMergePatch } from '../../model/merge-patch.ts';

/** `key` or `key=value`. */
export function isSelected(labels: Readonly<Record<string, string>>, selector: string): boolean {
  const [key = '', value] = selector.split('=');
  return Object.hasOwn(labels, key) && (value === undefined || labels[key] === value);
}

export function withStatus(object: KubeObject, status: JsonValue | undefined): KubeObject {
  const { status: _status, ...rest } = object;
  return status === undefined
    ? { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata }
    : { ...object, status };
}

/** What a merge patch makes of an object; the patch cannot make another kind of it. */
export function patchedObject(current: KubeObject, patch: JsonObject): KubeObject {
  const { apiVersion, kind, metadata } = current;
  return {
    ...applyMergePatch(current, patch),
    ...{ apiVersion, kind },
    metadata: { ...metadata, ...metadataOf(current, patch) },
  };
}

/** A patch that removes metadata removes it: nulls become undefined, which is the same as absent here. */
function metadataOf(current: KubeObject, patch: JsonObject): JsonObject {
  const merged = applyMergePatch({ metadata: current.metadata }, patch)['metadata'];
  const result = isJsonObject(merged) ? merged : {};
  const removed = Object.keys(current.metadata).filter((key) => !Object.hasOwn(result, key));
  return { ...result, ...Object.fromEntries(removed.map((key) => [key, undefined])) };
}
