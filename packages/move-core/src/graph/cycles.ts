import { formatRef, type ObjectRef } from '../model/object-ref.ts';
import type { OwnerCycle } from './types.ts';

/** No more cycles than this are named of objects that are all caught in one tangle. */
const namedCycles = 10;

/** One object of a tangle: a component of more than one object, or one that owns itself. */
export interface Tangled {
  readonly uid: string;
  readonly ref: ObjectRef;
  /** UIDs of the owners; those outside the tangle do not matter. */
  readonly owners: readonly string[];
}

/**
 * Names cycles among objects that can all reach one another through their owners: a shortest one for each object that
 * is on none of those named before, in the order given, but not more than a reader can use.
 */
export function nameCycles(tangle: readonly Tangled[]): readonly OwnerCycle[] {
  const dependents = new Map<string, string[]>(tangle.map(({ uid }) => [uid, []]));
  for (const { uid, owners } of tangle) for (const owner of owners) dependents.get(owner)?.push(uid);
  const refs = new Map(tangle.map(({ uid, ref }) => [uid, ref]));
  const covered = new Set<string>();
  const cycles: OwnerCycle[] = [];
  for (const { uid } of tangle) {
    if (covered.has(uid)) continue;
    if (cycles.length === namedCycles) break;
    const members = shortestWayBack(uid, dependents);
    for (const member of members) covered.add(member);
    cycles.push({ members, path: describePath([...members, uid], refs) });
  }
  return cycles;
}

/** From owner to dependent, breadth first, until the start is reached again. */
function shortestWayBack(start: string, dependents: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const uid of queue) {
    for (const next of dependents.get(uid) ?? []) {
      if (next === start) return retrace(uid, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, uid);
      queue.push(next);
    }
  }
  return [start];
}

function retrace(end: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const members = [end];
  for (let uid = cameFrom.get(end); uid !== undefined; uid = cameFrom.get(uid)) members.push(uid);
  return members.reverse();
}

function describePath(uids: readonly string[], refs: ReadonlyMap<string, ObjectRef>): string {
  return uids
    .map((uid) => {
      const ref = refs.get(uid);
      return ref === undefined ? uid : formatRef(ref);
    })
    .join(' > ');
}
