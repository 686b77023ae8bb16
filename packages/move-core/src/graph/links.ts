import type { DraftNode } from './nodes.ts';
import type { Neighbour, Relation } from './types.ts';

/** A node and its neighbours. */
interface Linked {
  readonly node: DraftNode;
  above: Neighbour[];
  below: Neighbour[];
  /** How many there are below, before they are listed. */
  expected: number;
}

const nobody: Neighbour[] = [];

/**
 * Nodes by UID, and what is above and below each. Planning looks at each object's neighbours many times: with two
 * lists for each it takes less time, and less memory, than with a graph of graphology.
 */
export class Links {
  readonly #byUid = new Map<string, Linked>();

  /** Of two nodes with the same UID the first counts. */
  add(node: DraftNode): void {
    if (!this.#byUid.has(node.uid)) this.#byUid.set(node.uid, { node, above: nobody, below: nobody, expected: 0 });
  }

  /** Says what a node depends on; of that, what has no node is left out. */
  setAbove(uid: string, relations: Iterable<readonly [uid: string, relation: Relation]>): void {
    const linked = this.#byUid.get(uid);
    if (linked === undefined) return;
    for (const [owner, relation] of relations) {
      const above = this.#byUid.get(owner);
      if (above === undefined) continue;
      above.expected += 1;
      if (linked.above === nobody) linked.above = [];
      linked.above.push({ node: above.node, relation });
    }
  }

  /** Lists what is below each node, when it is known what is above them all. */
  settle(): void {
    for (const { node, above } of this.#byUid.values()) {
      for (const { node: owner, relation } of above) {
        const linked = this.#byUid.get(owner.uid);
        if (linked === undefined) continue;
        // Of the right length from the start: one that grows has room for 17, and most have none or one.
        if (linked.below === nobody) linked.below = Array.from<Neighbour>({ length: linked.expected });
        linked.below[linked.below.length - linked.expected] = { node, relation };
        linked.expected -= 1;
      }
    }
  }

  nodes(): readonly DraftNode[] {
    return Array.from(this.#byUid.values(), ({ node }) => node);
  }

  has(uid: string): boolean {
    return this.#byUid.has(uid);
  }

  nodeOf(uid: string): DraftNode | undefined {
    return this.#byUid.get(uid)?.node;
  }

  above(uid: string): readonly Neighbour[] {
    return this.#byUid.get(uid)?.above ?? nobody;
  }

  below(uid: string): readonly Neighbour[] {
    return this.#byUid.get(uid)?.below ?? nobody;
  }
}
