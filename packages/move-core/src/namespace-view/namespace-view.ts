import { namespaces } from '../discover/core-types.ts';
import { accessReviewPath } from '../server/access-review.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { kindKey, type ResourceType } from '../model/resource-type.ts';
import type { Translation } from '../namespace-map/types.ts';
import { isKubeObject } from '../server/verbs/answer.ts';
import type { ApiRequest, ApiServer, MetadataListOptions, ObjectKey } from '../server/types.ts';

/**
 * The same API server, seen in the words of the other side of a move into a namespace of another name: whoever writes
 * to the old name writes to the new one, and whoever reads finds the old name in everything. So all of a move, its
 * journal included, speaks of the source's names. What the server says of requests that fail is in its own words.
 */
export function namespaceView(server: ApiServer, { namespace, object, patch }: Translation): ApiServer {
  const keyOf = (type: ResourceType, key: ObjectKey): ObjectKey => {
    if (kindKey(type) === kindKey(namespaces)) return { ...key, name: namespace(key.name) };
    return key.namespace === undefined ? key : { ...key, namespace: namespace(key.namespace) };
  };
  const within = (options: MetadataListOptions): MetadataListOptions =>
    options.namespace === undefined ? options : { ...options, namespace: namespace(options.namespace) };
  /** A list is translated object by object, before anybody else gets to see them. */
  const seen = ({ keep, ...options }: MetadataListOptions = {}): MetadataListOptions => ({
    ...within(options),
    keep: keep === undefined ? object : (one) => keep(object(one)),
  });
  return Object.freeze<ApiServer>({
    ...server,
    async request(request) {
      const answer = await server.request(translated(request, { namespace, object }));
      return isKubeObject(answer) ? object(answer) : answer;
    },
    async get(type, key, options) {
      const found = await server.get(type, keyOf(type, key), options);
      return found === undefined ? undefined : object(found);
    },
    list: (type, options) => server.list(type, seen(options)),
    listMetadata: (type, options) => server.listMetadata(type, seen(options)),
    create: async (type, one, options) => object(await server.create(type, object(one), options)),
    update: async (type, one, options) => object(await server.update(type, object(one), options)),
    updateStatus: async (type, one, options) => object(await server.updateStatus(type, object(one), options)),
    mergePatch: async (type, key, change, options) =>
      object(await server.mergePatch(type, keyOf(type, key), patch(type, change), options)),
    delete: (type, key, preconditions, options) => server.delete(type, keyOf(type, key), preconditions, options),
    exec: (request) => server.exec({ ...request, namespace: namespace(request.namespace) }),
  });
}

/** Paths below a namespace, whole objects that are sent, and questions after rights. */
function translated(request: ApiRequest, { namespace, object }: Pick<Translation, 'namespace' | 'object'>): ApiRequest {
  if (request.path === accessReviewPath) return { ...request, ...askedOf(request.body, namespace) };
  const path = request.path.replace(
    /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)\/namespaces\/([^/]+)/u,
    (_all, root: string, name: string) =>
      `${root}/namespaces/${encodeURIComponent(namespace(decodeURIComponent(name)))}`,
  );
  const body: JsonValue | undefined = request.body;
  return { ...request, path, ...(isKubeObject(body) ? { body: object(body) } : {}) };
}

/** A review of one's own rights has no name, and so is none of the objects that are translated. */
function askedOf(body: JsonValue | undefined, namespace: (name: string) => string): Pick<ApiRequest, 'body'> {
  const spec = isJsonObject(body) ? body['spec'] : undefined;
  const asked = isJsonObject(spec) ? spec['resourceAttributes'] : undefined;
  if (!isJsonObject(body) || !isJsonObject(spec) || !isJsonObject(asked)) return {};
  const { namespace: where, name, group, resource } = asked;
  const isNamespaces = group === '' && resource === 'namespaces';
  const resourceAttributes = {
    ...asked,
    ...(typeof where === 'string' ? { namespace: namespace(where) } : {}),
    ...(isNamespaces && typeof name === 'string' ? { name: namespace(name) } : {}),
  };
  return { body: { ...body, spec: { ...spec, resourceAttributes } } };
}
