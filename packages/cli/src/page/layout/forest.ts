import type { PageObject } from '../model/page.ts';

/**
 * The objects of one group as a forest: each stands below one of its owners, the one that is deepest, so that it is
 * always right of all of them.
 */
export interface Forest {
  readonly roots: readonly number[];
  /** By object: those with the least below them first. */
  readonly below: ReadonlyMap<number, readonly number[]>;
  /** The owner that an object stands below. */
  readonly above: ReadonlyMap<number, number>;
  /** How many objects are under it, at whatever depth. */
  readonly size: ReadonlyMap<number, number>;
}

/** Arranges `members`, positions in `objects`. Uses are not ownership, and owners elsewhere do not count. */
export function forestOf(objects: readonly PageObject[], members: readonly number[]): Forest {
  const inside = new Set(members);
  const parents = new Map(members.map((member) => [member, parentsOf(objects, member, inside)]));
  const depth = depths(members, parents);
  const below = new Map<number, number[]>();
  const above = new Map<number, number>();
  const roots: number[] = [];
  for (const member of members) {
    const [parent] = (parents.get(member) ?? []).toSorted((a, b) => (depth.get(b) ?? 0) - (depth.get(a) ?? 0) || a - b);
    // A circle of owners has no beginning: the depths tell where it was cut.
    if (parent === undefined || (depth.get(parent) ?? 0) >= (depth.get(member) ?? 0)) {
      roots.push(member);
      continue;
    }
    above.set(member, parent);
    const children = below.get(parent);
    if (children === undefined) below.set(parent, [member]);
    else children.push(member);
  }
  const size = sizes(members, below, depth);
  for (const children of below.values()) {
    children.sort((a, b) => (size.get(a) ?? 0) - (size.get(b) ?? 0) || a - b);
  }
  return { roots, below, above, size };
}

function parentsOf(objects: readonly PageObject[], member: number, inside: ReadonlySet<number>): readonly number[] {
  const owners = (objects[member]?.owners ?? []).filter(([owner]) => inside.has(owner));
  const strict = owners.filter(([, relation]) => relation === 'owner');
  const soft = owners.filter(([, relation]) => relation === 'soft-owner');
  return (strict.length > 0 ? strict : soft).map(([owner]) => owner);
}

/** The longest way to each member from one that nobody owns, without recursion: chains may be long. */
function depths(
  members: readonly number[],
  parents: ReadonlyMap<number, readonly number[]>,
): ReadonlyMap<number, number> {
  const depth = new Map<number, number>();
  const entered = new Set<number>();
  for (const member of members) {
    const path = [member];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const own = parents.get(top) ?? [];
      const open = entered.has(top) ? [] : own.filter((parent) => !depth.has(parent) && !entered.has(parent));
      entered.add(top);
      if (open.length > 0) path.push(...open);
      else {
        path.pop();
        if (!depth.has(top)) depth.set(top, Math.max(-1, ...own.map((parent) => depth.get(parent) ?? -1)) + 1);
      }
    }
  }
  return depth;
}

function sizes(
  members: readonly number[],
  below: ReadonlyMap<number, readonly number[]>,
  depth: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const size = new Map<number, number>();
  for (const member of members.toSorted((a, b) => (depth.get(b) ?? 0) - (depth.get(a) ?? 0))) {
    size.set(
      member,
      (below.get(member) ?? []).reduce((sum, child) => sum + 1 + (size.get(child) ?? 0), 0),
    );
  }
  return size;
}
