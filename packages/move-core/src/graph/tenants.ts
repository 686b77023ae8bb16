const none: ReadonlySet<string> = new Set();

/** What must be known of a node to pass tenants on. */
export interface Tenancy {
  readonly uid: string;
  readonly root: boolean;
  /** False for nodes that cannot take part: they belong to nobody. */
  readonly takesPart: boolean;
}

/**
 * Computes the tenants of every node (C5): each root marks itself and everything below it, through owners and soft
 * owners. Nodes with the same tenants share one set, so that a large tree costs no more than a small one.
 *
 * @param components owners first, as `ownerComponents` gives them; all members of a cycle have the same tenants.
 * @param owners for each node, by number, the numbers of its owners and soft owners.
 */
export function computeTenants(
  nodes: readonly Tenancy[],
  components: readonly (readonly number[])[],
  owners: readonly (readonly number[])[],
): readonly ReadonlySet<string>[] {
  const tenants: ReadonlySet<string>[] = nodes.map(() => none);
  const unions = new Unions();
  for (const component of components) {
    const [first] = component;
    const only = component.length === 1 && first !== undefined ? nodes[first] : undefined;
    if (first !== undefined && only?.root === false) {
      // Most objects are alone, and have one owner or none: theirs are the owner's, without a union.
      const [owner, another] = owners[first] ?? [];
      if (another === undefined) {
        if (only.takesPart && owner !== undefined) tenants[first] = tenants[owner] ?? none;
        continue;
      }
    }
    const inherited = new Set<ReadonlySet<string>>();
    const roots: string[] = [];
    for (const member of component) {
      const node = nodes[member];
      if (node?.takesPart !== true) continue;
      if (node.root) roots.push(node.uid);
      // Owners inside the component have no tenants yet; what they will have is computed here.
      for (const owner of owners[member] ?? []) inherited.add(tenants[owner] ?? none);
    }
    const shared = unions.of(inherited, roots);
    for (const member of component) if (nodes[member]?.takesPart === true) tenants[member] = shared;
  }
  return tenants;
}

/** Unions of sets; the same sets give the same union, not only an equal one. */
class Unions {
  readonly #numbers = new Map<ReadonlySet<string>, number>([[none, 0]]);
  readonly #known = new Map<string, ReadonlySet<string>>();

  of(sets: ReadonlySet<ReadonlySet<string>>, more: readonly string[]): ReadonlySet<string> {
    const parts = [...sets].filter((set) => set.size > 0);
    const [first] = parts;
    if (more.length > 0) return this.#numbered(new Set([...parts.flatMap((part) => [...part]), ...more]));
    if (first === undefined) return none;
    if (parts.length === 1) return first;
    const key = parts
      .map((part) => this.#numbers.get(part) ?? 0)
      .sort((a, b) => a - b)
      .join(',');
    let union = this.#known.get(key);
    if (union === undefined) {
      const everything = new Set(parts.flatMap((part) => [...part]));
      // Mostly one of them holds the others: a binding below a set and below the Cluster of that set's class.
      union = parts.find((part) => part.size === everything.size) ?? this.#numbered(everything);
      this.#known.set(key, union);
    }
    return union;
  }

  #numbered(set: ReadonlySet<string>): ReadonlySet<string> {
    this.#numbers.set(set, this.#numbers.size);
    return set;
  }
}
