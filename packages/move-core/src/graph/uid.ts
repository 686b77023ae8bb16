import { DiscoveryError } from '../errors.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/**
 * True for a UID that is also the name of something that every object of JavaScript has, `__proto__` for example: the graph
 * keeps its nodes as fields of objects. No API server makes such a UID, but it takes any text for that of an owner.
 */
export function isUnusableUid(uid: string): boolean {
  return inherited.has(uid);
}

// Asked for every object and every owner; `in` would walk through all that an object has each time.
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Raises DiscoveryError for a UID that cannot be one: its own, or that of an owner. */
export function requireUsableUid(uid: string, ref: ObjectRef, whose: 'it' | 'an owner'): void {
  if (!isUnusableUid(uid)) return;
  throw new DiscoveryError(`${whose} has the UID ${uid}, which no API server gives`, {
    ref,
    code: 'uid-unusable',
    hint: 'Somebody has written it by hand. Take that ownerReference off the object.',
  });
}
