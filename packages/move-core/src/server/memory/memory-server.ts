import { ApiError } from '../../errors.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { versionOf } from '../../model/version-of.ts';
import { compareText, formatApiVersion, parseApiVersion } from '../../model/object-ref.ts';
import { formatResource, type ResourceType } from '../../model/resource-type.ts';
import type { AccessQuestion } from '../access-review.ts';
import type { ApiRequest, ApiServer, ListOptions, ObjectKey, WriteOptions } from '../types.ts';
import { admitWrite } from './admit-write.ts';
import { answerRequest } from './answer-request.ts';
import { collectable } from './garbage-collector.ts';
import { builtInKinds, definitionsOf, servedResources, type MemoryKind } from './memory-kind.ts';
import { isSelected, patchedObject, withStatus } from './object-changes.ts';
import { createStorage, type StorageOptions } from './storage.ts';

export interface MemoryServerOptions extends StorageOptions {
  readonly label?: string;
  /** Base URL, for messages only. */
  readonly url?: string;
  /** Served beside the built-in ones. */
  readonly kinds?: readonly MemoryKind[];
  readonly objects?: readonly KubeObject[];
  readonly version?: string;
  /** UID of kube-system; default: one for each label. */
  readonly systemUid?: string;
  /** What is not allowed: reads and writes are refused, access reviews say no. */
  readonly denies?: (question: AccessQuestion) => boolean;
  /** Group versions whose server is down. */
  readonly unavailable?: readonly string[];
  /** Besides taking along what is in it: nothing can be created in a namespace that is not there or is being deleted. */
  readonly namespaceLifecycle?: boolean;
}

export interface MemoryServer extends ApiServer {
  /** `create Machine fleet/m1`, one for each request that changed something or tried to. */
  readonly writes: readonly string[];
  /** Puts an object there as if it had always been; missing uid, resourceVersion and namespace come by themselves. */
  put(object: KubeObject): KubeObject;
  /** Everything that it holds, in no particular order. */
  contents(): readonly KubeObject[];
  /** Lets the garbage collector delete what has no owner any more, until there is nothing left; these are what it took. */
  collectGarbage(): readonly KubeObject[];
}

/**
 * A tiny API server in memory, for archives and for unit tests: what it holds lasts as long as it does. Versions are served without conversion, resourceVersions guard writes,
 * the status subresource keeps status apart, finalizers hold a deletion, field managers and generations are kept. What
 * it promises is in server-contract.ts, which real API servers pass, too. No admission; the garbage collector works when
 * it is told to.
 */
export function createMemoryServer(options: MemoryServerOptions = {}): MemoryServer {
  const { label = 'source' } = options;
  const kinds = [...builtInKinds, ...(options.kinds ?? [])];
  const resources = kinds.flatMap(servedResources);
  const storage = createStorage(options);
  const writes: string[] = [];

  function refuse(status: number, reason: string, words: string): never {
    throw new ApiError(`${label} answered ${status.toString()} ${reason}: ${words}`, { status, reason, words });
  }
  function authorize(verb: string, type: ResourceType, key: Partial<ObjectKey>, subresource?: string): void {
    const { namespace, name } = key;
    const question: AccessQuestion = {
      verb,
      group: type.group,
      resource: type.plural,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined || !type.namespaced ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    };
    if (options.denies?.(question) === true) refuse(403, 'Forbidden', `cannot ${verb} ${formatResource(type)}`);
  }
  function isServed(type: ResourceType): boolean {
    return resources.some(
      (one) => one.plural === type.plural && one.group === type.group && one.version === type.version,
    );
  }
  function typeOf({ apiVersion, kind }: KubeObject): ResourceType {
    const { group } = parseApiVersion(apiVersion);
    const type = resources.find((one) => one.group === group && one.kind === kind);
    if (type === undefined) throw new Error(`${label} serves no ${kind} of ${apiVersion}`);
    return type;
  }
  function find(type: ResourceType, key: ObjectKey): KubeObject {
    return storage.find(type, key) ?? refuse(404, 'NotFound', `${formatResource(type)} "${key.name}" not found`);
  }
  function requireNamespace(type: ResourceType, name: string | undefined): void {
    if (options.namespaceLifecycle !== true || !type.namespaced) return;
    const there = storage.findNamespace(name ?? '') ?? refuse(404, 'NotFound', `namespaces "${name ?? ''}" not found`);
    if (there.metadata.deletionTimestamp === undefined) return;
    refuse(403, 'Forbidden', `cannot create in namespace ${name ?? ''} because it is being terminated`);
  }
  /** Stores what a write has changed; one that changes nothing stores nothing. */
  function write(
    type: ResourceType,
    current: KubeObject,
    asked: KubeObject,
    call: WriteOptions | undefined,
    subresource?: 'status',
  ): KubeObject {
    const part = subresource === undefined ? {} : { subresource };
    const saved = admitWrite(current, asked, { type, fieldManager: call?.fieldManager, ...part });
    return saved === current ? current : storage.save(type, saved);
  }
  function remove(type: ResourceType, current: KubeObject): void {
    const { generation, deletionTimestamp } = current.metadata;
    if (deletionTimestamp !== undefined) return;
    const raised = generation === undefined ? {} : { generation: generation + 1 };
    storage.save(type, {
      ...current,
      metadata: { ...current.metadata, ...raised, deletionTimestamp: '2026-01-01T00:00:00Z' },
    });
  }
  function guard(object: KubeObject, current: KubeObject): void {
    const { uid } = object.metadata;
    if (uid !== undefined && uid !== current.metadata.uid) {
      refuse(409, 'Conflict', `the UID in the precondition (${uid}) does not match`);
    }
    guardVersion(object, current);
  }
  function guardVersion(object: KubeObject, current: KubeObject): void {
    const { resourceVersion } = object.metadata;
    if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
      refuse(409, 'Conflict', `the object ${object.metadata.name} has been modified`);
    }
  }
  function list(
    type: ResourceType,
    namespace: string | undefined,
    selector: string | undefined,
  ): readonly KubeObject[] {
    authorize('list', type, namespace === undefined ? {} : { namespace });
    if (options.unavailable?.includes(formatApiVersion(type)) === true) {
      refuse(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
    }
    if (!isServed(type)) return [];
    return storage
      .ofType(type)
      .map((object) => ({ ...object, apiVersion: formatApiVersion(type) }))
      .filter(({ metadata }) => !type.namespaced || namespace === undefined || metadata.namespace === namespace)
      .filter(({ metadata }) => selector === undefined || isSelected(metadata.labels ?? {}, selector))
      .sort((a, b) => compareText(placeOf(a), placeOf(b)));
  }
  function replace(
    type: ResourceType,
    object: KubeObject,
    call: WriteOptions | undefined,
    subresource?: 'status',
  ): KubeObject {
    const verb = subresource === undefined ? 'update' : 'update status of';
    writes.push(`${verb} ${object.kind} ${object.metadata.name}`);
    authorize('update', type, object.metadata, subresource);
    const current = find(type, object.metadata);
    guard(object, current);
    if (object.metadata.resourceVersion === undefined && isGuardedAlways(type)) {
      refuse(422, 'Invalid', 'metadata.resourceVersion: must be specified for an update');
    }
    if (subresource === 'status') return write(type, current, withStatus(current, object.status), call, subresource);
    return write(type, current, type.hasStatus ? withStatus(object, current.status) : object, call);
  }

  const server: MemoryServer = {
    label,
    url: options.url ?? `https://${label}.test`,
    contextNamespace: undefined,
    writes,
    put(object) {
      const type = typeOf(object);
      const { namespace = type.namespaced ? 'fleet' : undefined } = object.metadata;
      const place = namespace === undefined ? {} : { namespace };
      const uid = `${label}-${object.kind}-${namespace ?? ''}-${object.metadata.name}`;
      return storage.save(type, { ...object, metadata: { uid, ...place, ...object.metadata } });
    },
    exec: ({ pod }) =>
      Promise.reject(new ApiError(`${label}: pods "${pod}" not found`, { status: 404, reason: 'NotFound' })),
    async request(request: ApiRequest): Promise<JsonValue | undefined> {
      if (request.gate !== undefined) await request.gate();
      request.signal?.throwIfAborted();
      return Promise.resolve(answerRequest(request, { resources, ...options }));
    },
    async get(type, key, call) {
      call?.signal?.throwIfAborted();
      authorize('get', type, key);
      const found = isServed(type) ? storage.find(type, key) : undefined;
      return Promise.resolve(found === undefined ? undefined : { ...found, apiVersion: formatApiVersion(type) });
    },
    async list(type, call) {
      call?.signal?.throwIfAborted();
      return Promise.resolve(kept(list(type, call?.namespace, call?.labelSelector), call));
    },
    async listMetadata(type, call) {
      call?.signal?.throwIfAborted();
      const { apiVersion, kind } = { apiVersion: formatApiVersion(type), kind: type.kind };
      const found = list(type, call?.namespace, call?.labelSelector).map(({ metadata }) => ({
        apiVersion,
        kind,
        metadata,
      }));
      return Promise.resolve(kept(call?.versionsOnly === true ? found.map(versionOf) : found, call));
    },
    async create(type, object, call) {
      if (call?.gate !== undefined) await call.gate();
      writes.push(`create ${object.kind} ${object.metadata.name}`);
      authorize('create', type, object.metadata);
      requireNamespace(type, object.metadata.namespace);
      if (storage.find(type, object.metadata) !== undefined)
        refuse(409, 'AlreadyExists', `${object.metadata.name} already exists`);
      const asked = type.hasStatus ? withStatus(object, undefined) : object;
      const created = admitWrite(undefined, asked, { type, fieldManager: call?.fieldManager });
      const given = { uid: `${label}-${storage.next()}`, creationTimestamp: '2026-01-01T00:00:00Z' };
      return Promise.resolve(storage.save(type, { ...created, metadata: { ...created.metadata, ...given } }));
    },
    async update(type, object, call) {
      if (call?.gate !== undefined) await call.gate();
      return Promise.resolve(replace(type, object, call));
    },
    async updateStatus(type, object, call) {
      if (call?.gate !== undefined) await call.gate();
      return Promise.resolve(replace(type, object, call, 'status'));
    },
    async mergePatch(type, key, patch: JsonObject, call) {
      if (call?.gate !== undefined) await call.gate();
      writes.push(`patch ${type.kind} ${key.name}`);
      authorize('patch', type, key);
      const current = find(type, key);
      const patched = patchedObject(current, patch);
      guardVersion(patched, current);
      // A patch has no preconditions: to such a server another UID is a wrong value.
      if (patched.metadata.uid !== current.metadata.uid) refuse(422, 'Invalid', 'metadata.uid: field is immutable');
      const written = write(type, current, type.hasStatus ? withStatus(patched, current.status) : patched, call);
      const { apiVersion, kind, metadata } = written;
      return call?.metadataOnly === true ? { apiVersion, kind, metadata } : written;
    },
    async delete(type, key, preconditions, call) {
      if (call?.gate !== undefined) await call.gate();
      writes.push(`delete ${type.kind} ${key.name}`);
      authorize('delete', type, key);
      const current = storage.find(type, key);
      if (current === undefined) return Promise.resolve('gone');
      const { uid, resourceVersion } = preconditions;
      const guarded = resourceVersion === undefined ? { uid } : { uid, resourceVersion };
      guard({ ...current, metadata: { ...current.metadata, ...guarded } }, current);
      remove(type, current);
      return Promise.resolve('deleted');
    },
    contents: () => storage.all(),
    collectGarbage() {
      const taken: KubeObject[] = [];
      for (;;) {
        const found = collectable(storage.all());
        if (found.length === 0) return taken;
        for (const object of found) remove(typeOf(object), object);
        taken.push(...found);
      }
    },
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  const systemUid = options.systemUid ?? `${label}-system`;
  for (const object of kinds.flatMap(definitionsOf)) server.put(object);
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: systemUid } });
  for (const object of options.objects ?? []) server.put(object);
  return server;
}

/** Lists are in the order of their storage. */
function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Custom resources and Leases cannot be replaced without saying which version of them. */
function isGuardedAlways({ group }: ResourceType): boolean {
  return group.includes('.');
}

function kept(objects: readonly KubeObject[], call: ListOptions | undefined): readonly KubeObject[] {
  return call?.keep === undefined ? objects : objects.flatMap((object) => call.keep?.(object) ?? []);
}
