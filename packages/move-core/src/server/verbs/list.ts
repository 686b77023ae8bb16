import { ApiError } from '../../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { formatApiVersion } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { versionOf } from '../../model/version-of.ts';
import { metadataListTypes } from '../protobuf/read-answer.ts';
import type { Requester } from '../request.ts';
import type { ListOptions, MetadataListOptions } from '../types.ts';
import { isKubeObject, strangeAnswer } from './answer.ts';
import { collectionPath } from './paths.ts';

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

interface ListSettings {
  readonly label: string;
  readonly pageSize: number;
  readonly listRestarts: number;
}

/** All objects of a type. 404 on the type itself is an empty list. */
export function listObjects(
  send: Requester,
  settings: ListSettings,
  type: ResourceType,
  options: ListOptions,
): Promise<readonly KubeObject[]> {
  // The API server leaves apiVersion and kind out of the items of its built-in lists.
  const naming = { apiVersion: formatApiVersion(type), kind: type.kind };
  return listAll(send, settings, type, options, undefined, (item) => ({ ...naming, ...item }));
}

/** The same as PartialObjectMetadata, under the type's own apiVersion and kind. */
export function listObjectMetadata(
  send: Requester,
  settings: ListSettings,
  type: ResourceType,
  options: MetadataListOptions,
): Promise<readonly KubeObject[]> {
  const naming = { apiVersion: formatApiVersion(type), kind: type.kind };
  const name = (item: JsonObject): JsonObject => ({ ...item, ...naming });
  if (options.versionsOnly !== true) return listAll(send, settings, type, options, metadataOnly, name);
  // A server that answers in JSON tells more than was asked for.
  const keep = (object: KubeObject): KubeObject | undefined => {
    const version = versionOf(object);
    return options.keep === undefined ? version : options.keep(version);
  };
  return listAll(send, settings, type, { ...options, keep }, metadataListTypes, name);
}

async function listAll(
  send: Requester,
  settings: ListSettings,
  type: ResourceType,
  options: ListOptions,
  accept: string | undefined,
  name: (item: JsonObject) => JsonObject,
): Promise<readonly KubeObject[]> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await listOnce(send, settings, type, options, accept, name);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) return [];
      // The snapshot behind the continue token was compacted away. The server offers to go on with newer data; a list
      // from two moments is no use to a move, so it starts anew.
      if (error.status !== 410 || restarts >= settings.listRestarts) throw error;
    }
  }
}

async function listOnce(
  send: Requester,
  settings: ListSettings,
  type: ResourceType,
  options: ListOptions,
  accept: string | undefined,
  name: (item: JsonObject) => JsonObject,
): Promise<readonly KubeObject[]> {
  const path = collectionPath(type, options.namespace);
  const { signal, retryBudgetMs, urgent, labelSelector, keep } = options;
  const objects: KubeObject[] = [];
  let next: string | undefined;
  do {
    const page = await send({
      method: 'GET',
      path,
      query: { limit: (options.limit ?? settings.pageSize).toString(), labelSelector, continue: next },
      signal,
      ...(accept === undefined ? {} : { accept }),
      ...(retryBudgetMs === undefined ? {} : { retryBudgetMs }),
      ...(urgent === undefined ? {} : { urgent }),
    });
    const { items, metadata } = isJsonObject(page) ? page : {};
    // Go writes an empty list as null.
    if (!isJsonObject(page) || !(Array.isArray(items) || items === null))
      throw strangeAnswer(settings.label, path, 'a list');
    for (const item of (items ?? []) as readonly JsonValue[]) {
      const object = isJsonObject(item) ? name(item) : undefined;
      if (!isKubeObject(object)) throw strangeAnswer(settings.label, path, 'a list of objects');
      const kept = keep === undefined ? object : keep(object);
      if (kept !== undefined) objects.push(kept);
    }
    const token = isJsonObject(metadata) ? metadata['continue'] : undefined;
    next = typeof token === 'string' && token !== '' ? token : undefined;
  } while (next !== undefined);
  return objects;
}
