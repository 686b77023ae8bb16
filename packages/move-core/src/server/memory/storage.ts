import type { KubeObject } from '../../model/kube-object.ts';
import { formatResource, type ResourceType } from '../../model/resource-type.ts';
import type { ObjectKey } from '../types.ts';

export interface StorageOptions {
  /** A deleted namespace takes along all that is in it. */
  readonly namespaceLifecycle?: boolean;
  /** Called right after each change of what is stored, before anything else can change it. */
  readonly onStored?: () => void;
}

/** The objects of a memory server, by resource and place. Values are never changed, only replaced. */
export interface Storage {
  find(type: ResourceType, key: ObjectKey): KubeObject | undefined;
  findNamespace(name: string): KubeObject | undefined;
  ofType(type: ResourceType): readonly KubeObject[];
  /** Stores the object under the next resourceVersion; one that is being deleted and has no finalizer goes instead. */
  save(type: ResourceType, object: KubeObject): KubeObject;
  all(): readonly KubeObject[];
  /** The next number of the one count that resourceVersions and UIDs are made of. */
  next(): string;
}

export function createStorage({ namespaceLifecycle = false, onStored }: StorageOptions): Storage {
  const store = new Map<string, KubeObject>();
  let clock = 100;

  const keyOf = (type: ResourceType, key: ObjectKey): string =>
    `${formatResource(type)}|${type.namespaced ? (key.namespace ?? '') : ''}|${key.name}`;
  const next = (): string => (clock += 1).toString();

  function keep(type: ResourceType, object: KubeObject): KubeObject {
    const saved = { ...object, metadata: { ...object.metadata, resourceVersion: next() } };
    const { deletionTimestamp, finalizers = [] } = saved.metadata;
    if (deletionTimestamp === undefined || finalizers.length > 0) {
      store.set(keyOf(type, saved.metadata), saved);
      return saved;
    }
    store.delete(keyOf(type, saved.metadata));
    if (namespaceLifecycle && saved.kind === 'Namespace') {
      for (const [key, { metadata }] of store) if (metadata.namespace === saved.metadata.name) store.delete(key);
    }
    return saved;
  }

  return {
    find: (type, key) => store.get(keyOf(type, key)),
    findNamespace: (name) => store.get(`namespaces||${name}`),
    ofType: (type) =>
      [...store].filter(([key]) => key.startsWith(`${formatResource(type)}|`)).map(([, object]) => object),
    save(type, object) {
      const saved = keep(type, object);
      onStored?.();
      return saved;
    },
    all: () => [...store.values()],
    next,
  };
}
