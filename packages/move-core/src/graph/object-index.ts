import type { KubeObject } from '../model/kube-object.ts';
import { compareRefs, parseApiVersion, refOf } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import type { ObjectIndex } from '../provider/types.ts';

/** The objects of one kind, and the order that is only made when somebody asks for it. */
interface Kin {
  readonly byName: Map<string, KubeObject>;
  sorted?: readonly KubeObject[];
}

/** Indexes objects by UID and by kind, namespace and name. Of two objects with the same UID or name the first counts. */
export function createObjectIndex(objects: Iterable<KubeObject>): ObjectIndex {
  const byUid = new Map<string, KubeObject>();
  const kinds = new Map<string, Kin>();
  const keys = createKindKeys();
  for (const object of objects) {
    const { uid, namespace, name } = object.metadata;
    if (uid !== undefined && !byUid.has(uid)) byUid.set(uid, object);
    const key = keys(object);
    let kin = kinds.get(key);
    if (kin === undefined) kinds.set(key, (kin = { byName: new Map() }));
    const place = placeOf(namespace, name);
    if (!kin.byName.has(place)) kin.byName.set(place, object);
  }
  return {
    byUid: (uid) => byUid.get(uid),
    find: (group, kind, namespace, name) => kinds.get(kindKey({ group, kind }))?.byName.get(placeOf(namespace, name)),
    ofKind: (group, kind) => {
      const kin = kinds.get(kindKey({ group, kind }));
      return kin === undefined ? [] : (kin.sorted ??= sortByRef(kin.byName.values()));
    },
  };
}

/** Makes the key of each group and kind once instead of for each object. */
function createKindKeys(): (object: KubeObject) => string {
  const known = new Map<string, Map<string, string>>();
  return ({ apiVersion, kind }) => {
    let kinds = known.get(apiVersion);
    if (kinds === undefined) known.set(apiVersion, (kinds = new Map<string, string>()));
    let key = kinds.get(kind);
    if (key === undefined) kinds.set(kind, (key = kindKey({ group: parseApiVersion(apiVersion).group, kind })));
    return key;
  };
}

// A slash is in no name, so no two places share a key.
function placeOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function sortByRef(objects: Iterable<KubeObject>): readonly KubeObject[] {
  return [...objects].sort((a, b) => compareRefs(refOf(a), refOf(b)));
}
