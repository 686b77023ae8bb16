import { ApiError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { formatApiVersion } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { Requester } from '../request.ts';
import type { ApiRequest, DeletePreconditions, ObjectKey, PatchOptions, WriteOptions } from '../types.ts';
import { expectObject } from './answer.ts';
import { collectionOf, objectPath } from './paths.ts';

/** An aggregated server that knows no such form answers with the whole object, which is as good. */
const metadataOfObject = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

export async function createObject(
  send: Requester,
  label: string,
  type: ResourceType,
  object: KubeObject,
  options: WriteOptions,
): Promise<KubeObject> {
  const { name, namespace } = object.metadata;
  const path = collectionOf(type, namespace, name);
  return expectObject(label, path, await send({ method: 'POST', path, body: object, ...writing(options) }), 'written');
}

/** PUT of the object, or of its `/status`. */
export async function replaceObject(
  send: Requester,
  label: string,
  type: ResourceType,
  object: KubeObject,
  options: WriteOptions,
  subresource?: 'status',
): Promise<KubeObject> {
  const path = objectPath(type, object.metadata, subresource);
  return expectObject(label, path, await send({ method: 'PUT', path, body: object, ...writing(options) }), 'written');
}

export async function patchObject(
  send: Requester,
  label: string,
  type: ResourceType,
  key: ObjectKey,
  patch: JsonObject,
  options: PatchOptions,
): Promise<KubeObject> {
  const path = objectPath(type, key);
  const contentType = 'application/merge-patch+json';
  const { metadataOnly = false } = options;
  const accept = metadataOnly ? { accept: metadataOfObject } : {};
  const answer = await send({ method: 'PATCH', path, body: patch, contentType, ...accept, ...writing(options) });
  const object = expectObject(label, path, answer, 'written');
  return metadataOnly ? { ...object, apiVersion: formatApiVersion(type), kind: type.kind } : object;
}

/** The answer is a Status, or the object itself while finalizers keep it; both mean that the server took the order. */
export async function deleteObject(
  send: Requester,
  type: ResourceType,
  key: ObjectKey,
  preconditions: DeletePreconditions,
  options: WriteOptions,
): Promise<'deleted' | 'gone'> {
  const { uid, resourceVersion } = preconditions;
  const { query, ...call } = writing(options);
  const body: JsonObject = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: 'Background',
    preconditions: resourceVersion === undefined ? { uid } : { uid, resourceVersion },
    // With a body the server reads no options from the query.
    ...(options.dryRun === true ? { dryRun: ['All'] } : {}),
  };
  try {
    await send({ method: 'DELETE', path: objectPath(type, key), body, ...call, query: { dryRun: query?.['dryRun'] } });
    return 'deleted';
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return 'gone';
    throw error;
  }
}

function writing(options: WriteOptions): Pick<ApiRequest, 'query' | 'signal' | 'retryBudgetMs' | 'gate' | 'urgent'> {
  const { fieldManager, dryRun, signal, retryBudgetMs, gate, urgent } = options;
  return {
    query: { fieldManager, dryRun: dryRun === true ? 'All' : undefined },
    signal,
    gate,
    ...(retryBudgetMs === undefined ? {} : { retryBudgetMs }),
    ...(urgent === undefined ? {} : { urgent }),
  };
}
