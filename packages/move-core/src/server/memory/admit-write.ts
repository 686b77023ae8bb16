import { ApiError } from '../../errors.ts';
import { deepEqual } from '../../model/deep-equal.ts';
import { serverOwnedMetadata } from '../../model/server-owned.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { KubeObject, ObjectMeta } from '../../model/kube-object.ts';
import { formatApiVersion } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { managersAfter } from './managed-fields.ts';

export interface AdmittedWrite {
  readonly type: ResourceType;
  readonly fieldManager: string | undefined;
  readonly subresource?: 'status';
}

/**
 * What an API server makes of a valid request before it stores it: server-owned metadata stay what they are, empty
 * maps and lists of metadata vanish, the generation counts changes of what is desired, managers are recorded. The very
 * `before` if nothing has changed: then nothing is stored, and the resourceVersion stays. Raises ApiError 422.
 */
export function admitWrite(before: KubeObject | undefined, asked: KubeObject, write: AdmittedWrite): KubeObject {
  const { type, fieldManager = 'unknown', subresource } = write;
  if (before !== undefined) requireNoNewFinalizer(before, asked);
  const metadata = tidy({ ...keepServerOwned(asked.metadata, before?.metadata) });
  const after: KubeObject = { ...asked, metadata };
  const managedFields = managersAfter(
    before,
    { ...after, metadata: { ...metadata, ...askedManagers(asked) } },
    {
      manager: fieldManager,
      ...(subresource === undefined ? {} : { subresource }),
      apiVersion: formatApiVersion(type),
    },
  );
  const managed: KubeObject = {
    ...after,
    metadata: { ...metadata, ...(managedFields.length === 0 ? {} : { managedFields }) },
  };
  if (before === undefined) return counted(managed, hasGeneration(type) ? 1 : undefined);
  const { generation } = before.metadata;
  const grown = subresource === undefined && !deepEqual(desired(before, type), desired(managed, type));
  const saved = counted(managed, generation === undefined ? undefined : generation + (grown ? 1 : 0));
  return deepEqual(saved, before) ? before : saved;
}

/** Core objects have none; custom resources always. */
function hasGeneration(type: ResourceType): boolean {
  return type.group.includes('.') && type.group !== 'coordination.k8s.io';
}

function askedManagers({ metadata }: KubeObject): JsonObject {
  const { managedFields } = metadata;
  return managedFields === undefined ? {} : { managedFields };
}

function keepServerOwned(asked: ObjectMeta, before: ObjectMeta | undefined): ObjectMeta {
  const owned = Object.entries(before ?? {}).filter(([key]) => serverOwnedMetadata.has(key));
  const free = Object.entries(asked).filter(([key]) => !serverOwnedMetadata.has(key));
  return { ...Object.fromEntries([...owned, ...free]), name: asked.name };
}

const vanishing = ['annotations', 'labels', 'finalizers', 'ownerReferences'] as const;

function tidy(metadata: ObjectMeta): ObjectMeta {
  const { managedFields: _managers, ...rest } = metadata;
  const empty = (value: JsonValue | undefined): boolean =>
    value === undefined || value === null || Object.keys(value as JsonObject).length === 0;
  const gone = new Set<string>(vanishing.filter((key) => empty(rest[key])));
  const kept = Object.entries(rest).filter(([key, value]) => value !== undefined && !gone.has(key));
  return { ...Object.fromEntries(kept), name: metadata.name };
}

function counted(object: KubeObject, generation: number | undefined): KubeObject {
  const { generation: _generation, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(generation === undefined ? {} : { generation }) } };
}

function desired({ metadata: _metadata, status, ...rest }: KubeObject, type: ResourceType): JsonObject {
  return type.hasStatus || status === undefined ? rest : { ...rest, status };
}

function requireNoNewFinalizer(before: KubeObject, asked: KubeObject): void {
  if (before.metadata.deletionTimestamp === undefined) return;
  const known = new Set(before.metadata.finalizers);
  if ((asked.metadata.finalizers ?? []).every((finalizer) => known.has(finalizer))) return;
  const words = 'metadata.finalizers: no new finalizers can be added if the object is being deleted';
  throw new ApiError(words, { status: 422, reason: 'Invalid', words });
}
