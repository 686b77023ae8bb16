import type { Forest } from './forest.ts';

/** px. */
export const nodeSize = { width: 208, height: 40 } as const;
const gap = { x: 56, y: 8, trees: 20 } as const;

export interface Spot {
  readonly object: number;
  /** Of the upper left corner, in px from the upper left corner of the whole. */
  readonly x: number;
  readonly y: number;
}

export interface TreeLayout {
  readonly width: number;
  readonly height: number;
  readonly spots: readonly Spot[];
}

/**
 * Layers from left to right, owners left of their dependents; each leaf has a row of its own, and an owner stands in
 * the row of the first that is below it. What has no owner and no dependent comes last, in columns. Linear in the
 * number of objects, where the layered layouts of libraries take seconds for a thousand.
 *
 * @param isOpen false: what is below the object is not drawn.
 */
export function layoutForest(forest: Forest, isOpen: (object: number) => boolean = () => true): TreeLayout {
  const hasBelow = (object: number): boolean => (forest.below.get(object) ?? []).length > 0;
  const spots: Spot[] = [];
  let y = 0;
  for (const root of forest.roots.filter(hasBelow)) {
    const tree = layoutTree(root, y, (object) => (isOpen(object) ? (forest.below.get(object) ?? []) : []));
    for (const spot of tree.spots) spots.push(spot);
    y = tree.bottom + gap.trees;
  }
  const lone = forest.roots.filter((root) => !hasBelow(root));
  const columns = Math.max(1, Math.round(Math.sqrt(lone.length / 5)));
  const rows = Math.ceil(lone.length / columns);
  lone.forEach((object, index) =>
    spots.push({
      object,
      x: Math.floor(index / rows) * (nodeSize.width + gap.y),
      y: y + (index % rows) * (nodeSize.height + gap.y),
    }),
  );
  const extent = (of: (spot: Spot) => number): number => spots.reduce((most, spot) => Math.max(most, of(spot)), 0);
  return { width: extent(({ x }) => x + nodeSize.width), height: extent((spot) => spot.y + nodeSize.height), spots };
}

interface Entered {
  readonly children: readonly number[];
  /** How many of the children are placed. */
  placed: number;
}

/** One tree from `top` on. Without recursion: chains of owners may be long. */
function layoutTree(
  root: number,
  top: number,
  childrenOf: (object: number) => readonly number[],
): { readonly spots: readonly Spot[]; readonly bottom: number } {
  const spots: Spot[] = [];
  let row = top;
  const path: Entered[] = [];
  const enter = (object: number): void => {
    spots.push({ object, x: path.length * (nodeSize.width + gap.x), y: row });
    path.push({ children: childrenOf(object), placed: 0 });
  };
  enter(root);
  for (let current = path.at(-1); current !== undefined; current = path.at(-1)) {
    const child = current.children[current.placed];
    if (child !== undefined) {
      if (current.placed > 0) row += nodeSize.height + gap.y;
      current.placed += 1;
      enter(child);
    } else path.pop();
  }
  return { spots, bottom: row + nodeSize.height };
}
