import type { PageModel } from '../model/page.ts';
import { cardSize, type Card, type Node, type Openness } from './drawn.ts';
import type { Forest } from './forest.ts';
import { shelve } from './shelves.ts';
import { layoutForest } from './tree-layout.ts';

const gap = 28;
const order = { shared: 0, cluster: 1, rest: 2 } as const;

/** Closed groups and what is of no single Cluster on the left, open Clusters right of it. */
export function place(
  { groups }: Pick<PageModel, 'groups'>,
  forests: readonly Forest[],
  open: Openness,
): { readonly cards: readonly Card[]; readonly nodes: readonly Node[] } {
  const inOrder = groups.map((_, group) => group).toSorted((a, b) => rank(a) - rank(b) || a - b);
  const closed = inOrder.filter((group) => !open.group(group));
  const opened = inOrder
    .filter((group) => open.group(group))
    .map((group) => ({ group, tree: layoutForest(forests[group] ?? none, open.object) }));

  const frames = opened.map(({ group, tree }) => ({
    group,
    tree,
    width: Math.max(cardSize.width, tree.width + 2 * cardSize.pad),
    height: tree.height + cardSize.head + cardSize.pad,
  }));
  const clusters = frames.filter(({ group }) => groups[group]?.kind === 'cluster');
  const others = frames.filter(({ group }) => groups[group]?.kind !== 'cluster');
  const columns = Math.ceil(Math.sqrt(closed.length / 2.5));
  const cards = shelve(
    closed.map(() => cardSize),
    columns * (cardSize.width + gap),
    gap,
  );
  // One below the other: they are few, and mostly small.
  const stack = shelve(others, 0, gap);
  const below = closed.length === 0 ? 0 : cards.height + gap;
  const area = clusters.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const right = shelve(clusters, Math.max(...clusters.map(({ width }) => width), Math.sqrt(area) * 1.3), gap);
  const aside = Math.max(cards.width, stack.width);
  const offset = aside === 0 ? 0 : aside + 2 * gap;

  const nodes: Node[] = [];
  const frame = ({ group, tree, width, height }: (typeof frames)[number], x: number, y: number): Card => {
    for (const spot of tree.spots) {
      nodes.push({
        object: spot.object,
        x: x + cardSize.pad + spot.x,
        y: y + cardSize.head + spot.y,
        folded: open.object(spot.object) ? 0 : (forests[group]?.size.get(spot.object) ?? 0),
      });
    }
    return { group, open: true, x, y, width, height };
  };
  return {
    cards: [
      ...closed.map((group, index) => ({ group, open: false, ...(cards.places[index] ?? origin), ...closedSize })),
      ...others.map((one, index) => frame(one, stack.places[index]?.x ?? 0, below + (stack.places[index]?.y ?? 0))),
      ...clusters.map((one, index) => frame(one, offset + (right.places[index]?.x ?? 0), right.places[index]?.y ?? 0)),
    ],
    nodes,
  };

  function rank(group: number): number {
    return order[groups[group]?.kind ?? 'rest'];
  }
}

const origin = { x: 0, y: 0 } as const;
const closedSize = { width: cardSize.width, height: cardSize.height } as const;
const none: Forest = { roots: [], below: new Map(), above: new Map(), size: new Map() };
