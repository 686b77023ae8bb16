import type { KubeObject } from '../model/kube-object.ts';
import type { PlannedObject } from '../plan/types.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import { groupByType } from './by-type.ts';
import { keyOf, typeOf, type MoveContext } from './context.ts';

/** From this many objects of a kind on, one LIST is cheaper than a GET for each. */
const listFrom = 5;

/**
 * Reads planned objects of one side again: a LIST for many of a kind, GETs for few. Objects that are not there are
 * missing in the answer, which may hold others of the same kinds. Keyed by UID.
 */
export async function readAll(
  context: MoveContext,
  server: ApiServer,
  objects: readonly PlannedObject[],
  options: CallOptions & { readonly metadataOnly?: boolean } = {},
): Promise<ReadonlyMap<string, KubeObject>> {
  const { metadataOnly = false, ...call } = options;
  const found = await Promise.all(
    [...groupByType(objects).values()].map(async (group): Promise<readonly (KubeObject | undefined)[]> => {
      const [first] = group;
      if (first === undefined) return [];
      const type = typeOf(context, first.ref);
      if (group.length < listFrom) return Promise.all(group.map(({ ref }) => server.get(type, keyOf(ref), call)));
      const list = { ...call, namespace: first.ref.namespace };
      return metadataOnly ? server.listMetadata(type, list) : server.list(type, list);
    }),
  );
  return new Map(
    found.flat().flatMap((object): [string, KubeObject][] => {
      const uid = object?.metadata.uid;
      return object === undefined || uid === undefined ? [] : [[uid, object]];
    }),
  );
}
