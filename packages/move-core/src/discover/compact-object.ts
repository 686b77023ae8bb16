import type { KubeObject } from '../model/kube-object.ts';
import { createPackers, unpack, type Contents, type Packed, type Packer } from './packed-contents.ts';

/** What is bulky of one object: as it is for as long as its store keeps it, and packed from then on. */
interface Bulk {
  readonly store: Store;
  readonly pack: Packer;
  packed?: Packed;
}

interface Compact {
  readonly [bulk]: Bulk;
}

const bulk = Symbol('managedFields, spec, status and the like');

/**
 * Makes a function that returns an object as it is, with all that is bulky to be packed until somebody looks at it: an
 * object of Cluster API takes some 9 KiB of memory when it is parsed and 1.5 like this, and a move has all of them in its
 * hands from its first reading to its end. Most are looked at twice or thrice, which takes 0.05 ms each time. Whoever looks
 * sees the fields in the order that they had; a copy by spreading holds the values themselves.
 *
 * Where there are few, nothing is packed: that would be a seventh of what a move takes of the processor.
 */
export function createCompactor(): (object: KubeObject) => KubeObject {
  const store = createStore();
  const packerOf = createPackers();
  return (object) => {
    const { apiVersion, kind, metadata, ...rest } = object;
    const { managedFields: managers } = metadata;
    const kept: Bulk = { store, pack: packerOf(`${apiVersion} ${kind}`) };
    store.keep(kept, { ...(managers === undefined ? {} : { managers }), rest: rest as Contents['rest'] });
    const slim =
      managers === undefined
        ? metadata
        : assemble(kept, metadata, (field) => field === 'managedFields' && bulkyManagers);
    return assemble(kept, { ...object, metadata: slim }, (field) => !slimKeys.has(field) && bulkyField(field));
  };
}

const slimKeys: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

interface Store {
  /** Keeps contents as they are, for a while. */
  keep(owner: Bulk, contents: Contents): void;
  contentsOf(owner: Bulk): Contents;
}

/** So many objects are kept as they are. Where there are more, all of them are packed but those looked at last. */
const mostLoose = 2_000;

/** Whoever looks at an object mostly looks at several of its fields, one after another. */
const looseOfMany = 128;

function createStore(): Store {
  const loose = new Map<Bulk, Contents>();
  let most = mostLoose;
  const keep = (owner: Bulk, contents: Contents): void => {
    loose.set(owner, contents);
    if (loose.size > most) most = looseOfMany;
    for (const [oldest, itsContents] of loose) {
      if (loose.size <= most) break;
      oldest.packed ??= oldest.pack(itsContents);
      loose.delete(oldest);
    }
  };
  return {
    keep,
    contentsOf(owner) {
      const known = loose.get(owner);
      if (known !== undefined) return known;
      if (owner.packed === undefined) throw new RangeError('what is not kept as it is must be packed');
      const contents = unpack(owner.packed);
      keep(owner, contents);
      return contents;
    },
  };
}

/**
 * The same keys with getters for some. Property after property, because V8 turns an object whose value becomes a getter
 * into a hash table, which takes five times the memory.
 */
function assemble<T extends object>(kept: Bulk, from: T, getter: (key: string) => PropertyDescriptor | false): T {
  const made = Object.defineProperty({}, bulk, { value: kept });
  for (const [key, value] of Object.entries(from)) {
    Object.defineProperty(
      made,
      key,
      getter(key) || { value: value as unknown, enumerable: true, writable: true, configurable: true },
    );
  }
  return made as T;
}

function contentsOf({ [bulk]: kept }: Compact): Contents {
  return kept.store.contentsOf(kept);
}

const bulkyManagers: PropertyDescriptor & ThisType<Compact> = {
  enumerable: true,
  get() {
    return contentsOf(this).managers;
  },
};

const bulkyFields = new Map<string, PropertyDescriptor & ThisType<Compact>>();

/** One getter of a name for all objects, so that they keep one shape. */
function bulkyField(key: string): PropertyDescriptor {
  let field = bulkyFields.get(key);
  if (field === undefined) {
    field = {
      enumerable: true,
      get() {
        return contentsOf(this).rest[key];
      },
    };
    bulkyFields.set(key, field);
  }
  return field;
}
