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

/**
 * Reads planned objects of one side again: a LIST for many of a kind, GETs for few, or for few among many, as the last LIST
 * has shown: one Cluster is not worth reading hundreds of others. Objects that
 * are not there are missing in the answer, which may hold others of the same kinds. Keyed by UID. Of a large list only
 * what `keep` returns is ever in memory; by default that are the objects, packed until somebody looks at them.
 */
export async function readAll(
  context: Pick<MoveContext, 'plan' | 'reading'>,
  server: ApiServer,
  objects: readonly PlannedObject[],
  options: CallOptions & Pick<ListOptions, 'keep'> & { readonly only?: 'metadata' | 'versions' } = {},
): Promise<ReadonlyMap<string, KubeObject>> {
  const { only, keep = keeperOf(only), ...call } = options;
  const { sizes } = context.reading;
  const large = pLimit(largeAtOnce);
  const found = await Promise.all(
    [...groupByType(objects)].map(async ([place, group]): Promise<readonly (KubeObject | undefined)[]> => {
      const [first] = group;
      if (first === undefined) return [];
      const type = typeOf(context, first.ref);
      const { namespace } = first.ref;
      const known = `${server.label} ${place}`;
      if (group.length < listFrom || group.length * objectsPerGet < (sizes.get(known) ?? 0)) {
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
      sizes.set(known, length);
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

/** What is kept of an object, which may have been read whole although less was asked for. */
function keeperOf(only: 'metadata' | 'versions' | undefined): (object: KubeObject) => KubeObject {
  if (only === undefined) return createCompactor();
  return only === 'versions' ? versionOf : asItIs;
}

function asItIs(object: KubeObject): KubeObject {
  return object;
}
