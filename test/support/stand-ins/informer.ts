import type { Api, KubeObject } from '../api/api.ts';
import { pathOf, type Resource } from '../api/discovery.ts';
import { watch, type Seen } from '../api/watch.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';

/** The objects of one kind as they are now, kept up to date by one watch for all stand-ins of a control plane. */
export interface Informer {
  readonly resource: Resource;
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** Hands over every object that is there, then every change; the returned function ends that. */
  subscribe(hear: (event: Seen, before: KubeObject | undefined) => void): () => void;
}

/** One connection with the watches of a control plane; closed when the last user has gone. */
export interface Informers {
  readonly api: Api;
  on(resource: Resource): Promise<Informer>;
  close(): Promise<void>;
}

interface Shared {
  readonly api: Api;
  readonly informers: Map<string, Promise<Informer>>;
  readonly ends: (() => Promise<void>)[];
  users: number;
}

const shared = new WeakMap<ControlPlane, Shared>();

export function informersOf(plane: ControlPlane): Informers {
  const all = shared.get(plane) ?? {
    api: plane.connectAs('admin', 'manager'),
    informers: new Map<string, Promise<Informer>>(),
    ends: [],
    users: 0,
  };
  shared.set(plane, all);
  all.users += 1;
  let closed = false;
  return {
    api: all.api,
    on(resource) {
      const key = `${resource.group}/${resource.plural}`;
      const known = all.informers.get(key) ?? start(all, resource);
      all.informers.set(key, known);
      return known;
    },
    async close() {
      if (closed) return;
      closed = true;
      all.users -= 1;
      if (all.users > 0) return;
      shared.delete(plane);
      await Promise.all(all.ends.map((end) => end()));
      await all.api.close();
    },
  };
}

async function start(all: Shared, resource: Resource): Promise<Informer> {
  const objects = new Map<string, KubeObject>();
  const listeners = new Set<(event: Seen, before: KubeObject | undefined) => void>();
  const watching = watch(all.api, pathOf(resource), (event) => {
    // The items of a list of built-in kinds name neither kind nor version.
    const object = { ...event.object, apiVersion: resource.apiVersion, kind: resource.kind };
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const before = objects.get(key);
    if (event.type === 'DELETED') objects.delete(key);
    else objects.set(key, object);
    for (const hear of listeners) hear({ type: event.type, object }, before);
  });
  all.ends.push(() => watching.stop());
  await watching.started;
  return {
    resource,
    objects,
    subscribe(hear) {
      for (const object of objects.values()) hear({ type: 'ADDED', object }, undefined);
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}

export function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
