import type { KubeObject } from '../model/kube-object.ts';
import { refOf } from '../model/object-ref.ts';
import { kindKey, type ResourceType } from '../model/resource-type.ts';
import type { ListOptions } from '../server/types.ts';
import type { LimitedReader } from './reader.ts';

/** Objects that were read before, by UID. */
type KnownObjects = ReadonlyMap<string, KubeObject>;

/** From this many known objects of a kind on, their metadata says cheaper than they themselves what is new. */
const worthwhileFrom = 20;

/** One GET costs a server about as much as this many objects more in a LIST. */
const objectsPerGet = 4;

/**
 * Lists objects of which most are known: their resourceVersions tell which of them have changed, and only those are read,
 * or all of them, if they are many. An object that went since is left out, as it is by any list.
 */
export async function listAgain(
  reader: LimitedReader,
  type: ResourceType,
  options: ListOptions,
  known: KnownObjects,
): Promise<readonly KubeObject[]> {
  const { keep: _keep, ...where } = options;
  const now = await reader.listMetadata(type, { ...where, versionsOnly: true });
  const same = (one: KubeObject): KubeObject | undefined => {
    const before = known.get(one.metadata.uid ?? '');
    return before?.metadata.resourceVersion === one.metadata.resourceVersion ? before : undefined;
  };
  const changed = now.filter((one) => same(one) === undefined).length;
  if (changed * objectsPerGet > now.length) return reader.list(type, options);
  const read = await Promise.all(
    now.map(async (one) => {
      const { name, namespace } = one.metadata;
      return same(one) ?? reader.get(type, namespace === undefined ? { name } : { name, namespace });
    }),
  );
  return read.filter((object) => object !== undefined);
}

/** What is known of a kind, if that is enough for `listAgain` to spare something. */
export type KnownByKind = (type: ResourceType) => KnownObjects | undefined;

/** The objects of an earlier reading, by kind. */
export function knownByKind(objects: readonly KubeObject[]): KnownByKind {
  const kinds = new Map<string, Map<string, KubeObject>>();
  for (const object of objects) {
    const { uid } = object.metadata;
    if (uid === undefined) continue;
    const key = kindKey(refOf(object));
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, new Map([[uid, object]]));
    else known.set(uid, object);
  }
  return (type) => {
    const known = kinds.get(kindKey(type));
    return known === undefined || known.size < worthwhileFrom ? undefined : known;
  };
}
