import type { KubeObject } from '../../support/api/api.ts';
import { pathOf } from '../../support/api/discovery.ts';
import { watch } from '../../support/api/watch.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { keyOf } from './state.ts';

/** Objects as a controller that watches them saw them last, by their keys. */
export interface Farewells extends AsyncDisposable {
  readonly last: ReadonlyMap<string, KubeObject>;
  /** Keys of objects that were seen with a deletionTimestamp: what a controller would take as the order to tear down. */
  readonly seenTerminating: ReadonlySet<string>;
}

/** Watches some kinds until it is disposed. */
export async function watchFarewells(
  plane: ControlPlane,
  kinds: readonly string[] = ['Cluster', 'Machine'],
): Promise<Farewells> {
  const last = new Map<string, KubeObject>();
  const seenTerminating = new Set<string>();
  const watching = await Promise.all(
    kinds.map(async (kind) => {
      const resource = await plane.kinds.find(kind, 'cluster.x-k8s.io');
      return watch(plane.api, pathOf(resource), ({ type, object }) => {
        const key = keyOf({ ...object, apiVersion: resource.apiVersion, kind });
        if (object.metadata.deletionTimestamp !== undefined) seenTerminating.add(key);
        if (type === 'DELETED') last.set(key, object);
      });
    }),
  );
  await Promise.all(watching.map((one) => one.started));
  return {
    last,
    seenTerminating,
    async [Symbol.asyncDispose]() {
      await Promise.all(watching.map((one) => one.stop()));
    },
  };
}
