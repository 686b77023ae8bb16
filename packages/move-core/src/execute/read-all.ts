import pLimit from 'p-limit';
import { createCompactor } from '../discover/compact-object.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { versionOf } from '../model/version-of.ts';
import type { PlannedObject } from '../plan/types.ts';
import type { ApiServer, CallOptions, ListOptions } from '../server/types.ts';
import { groupByType } from './by-type.ts';
import { keyOf, typeOf, type MoveContext } from './context.ts';

/** From this many objects of a kind on, one LIST is cheaper than a GET for each, if it holds little else. */
const listFrom = 5;

/** A GET costs a server about as much as this many objects more in a LIST. */
const objectsPerGet = 4;

/** A LIST of more than this many comes in pages of megabytes, which are in memory as text and as objects for a moment. */
const largeFrom = 250;

/** Large LISTs at once, on each side: more of them keep a server no busier. */
const largeAtOnce = 2;

/** How many objects the last LIST of a kind has brought: one Cluster is not worth reading hundreds of others. */
const sizes = new WeakMap<ApiServer, Map<string, number>>();

/**
 * Reads planned objects of one side again: a LIST for many of a kind, GETs for few, or for few among many. Objects that
 * are not there are missing in the answer, which may hold others of the same kinds. Keyed by UID. Of a large list only
 * what `keep` returns is ever in memory; by default that are the objects, packed until somebody looks at them.
 */
export async function readAll(
  context: Pick<MoveContext, 'plan'>,
  server: ApiServer,
  objects: readonly PlannedObject[],
  options: CallOptions & Pick<ListOptions, 'keep'> & { readonly only?: 'metadata' | 'versions' } = {},
): Promise<ReadonlyMap<string, KubeObject>> {
  const { only, keep = keepers[only ?? 'all'](), ...call } = options;
  const known = sizes.get(server) ?? new Map<string, number>();
  sizes.set(server, known);
  const large = pLimit(largeAtOnce);
  const found = await Promise.all(
    [...groupByType(objects)].map(async ([place, group]): Promise<readonly (KubeObject | undefined)[]> => {
      const [first] = group;
      if (first === undefined) return [];
      const type = typeOf(context, first.ref);
      const { namespace } = first.ref;
      if (group.length < listFrom || group.length * objectsPerGet < (known.get(place) ?? 0)) {
        const got = await Promise.all(group.map(({ ref }) => server.get(type, keyOf(ref), call)));
        return got.map((object) => (object === undefined ? undefined : keep(object)));
      }
      // A list that the server makes start anew is counted twice: it is a hint, and not more.
      let length = 0;
      const counting = (object: KubeObject): KubeObject | undefined => {
        length += 1;
        return keep(object);
      };
      const list = { ...call, namespace, keep: counting };
      const readList = (): Promise<readonly KubeObject[]> =>
        only === undefined
          ? server.list(type, list)
          : server.listMetadata(type, { ...list, versionsOnly: only === 'versions' });
      const listed = await (group.length < largeFrom ? readList() : large(readList));
      known.set(place, length);
      return listed;
    }),
  );
  return new Map(
    found.flat().flatMap((object): [string, KubeObject][] => {
      const uid = object?.metadata.uid;
      return object === undefined || uid === undefined ? [] : [[uid, object]];
    }),
  );
}

/** What is kept of what is read whole, whether it was asked for so or not. */
const keepers = {
  all: createCompactor,
  metadata: () => (object: KubeObject) => object,
  versions: () => versionOf,
} as const;
