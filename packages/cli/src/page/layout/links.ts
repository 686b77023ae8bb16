import type { PageModel } from '../model/page.ts';
import { cardSize, itemKey, type Card, type Item, type Line, type Link, type Node } from './drawn.ts';
import type { Forest } from './forest.ts';
import { nodeSize } from './tree-layout.ts';

/** Between the nearest drawn things that stand for both ends; each pair once for each relation. */
export function linksOf(
  { objects }: Pick<PageModel, 'objects'>,
  forests: readonly Forest[],
  cards: readonly Card[],
  nodes: readonly Node[],
): readonly Link[] {
  const cardByGroup = new Map(cards.map((card) => [card.group, card]));
  const nodeByObject = new Map(nodes.map((node) => [node.object, node]));
  const links = new Map<string, Link>();
  objects.forEach(({ owners = [] }, dependent) => {
    for (const [owner, relation] of owners) {
      const [from, to] = [standIn(owner), standIn(dependent)];
      if (from === undefined || to === undefined || from === to) continue;
      const key = `${itemKey(itemOf(from))} ${itemKey(itemOf(to))} ${relation}`;
      if (links.has(key)) continue;
      const far = objects[owner]?.in !== objects[dependent]?.in;
      links.set(key, { from: itemOf(from), to: itemOf(to), relation, far, line: lineOf(from, to) });
    }
  });
  return [...links.values()];

  function standIn(object: number): Node | Card | undefined {
    const group = objects[object]?.in ?? -1;
    const card = cardByGroup.get(group);
    if (card?.open !== true) return card;
    for (let one: number | undefined = object; one !== undefined; one = forests[group]?.above.get(one)) {
      const node = nodeByObject.get(one);
      if (node !== undefined) return node;
    }
    return card;
  }
}

function itemOf(drawn: Node | Card): Item {
  return 'object' in drawn ? { object: drawn.object } : { group: drawn.group };
}

/** From right to left where there is room for that; otherwise by the sides that are next to each other. */
function lineOf(from: Node | Card, to: Node | Card): Line {
  const [one, other] = [edges(from), edges(to)];
  if (other.left >= one.right) return line('right', 'left');
  return other.right <= one.left ? line('left', 'right') : line('left', 'left');

  function line(leaves: Line['leaves'], enters: Line['enters']): Line {
    return { x1: one[leaves], y1: one.y, leaves, x2: other[enters], y2: other.y, enters };
  }
}

function edges(drawn: Node | Card): { readonly left: number; readonly right: number; readonly y: number } {
  const { width, height } = 'object' in drawn ? nodeSize : { width: drawn.width, height: cardSize.head };
  return { left: drawn.x, right: drawn.x + width, y: drawn.y + height / 2 };
}

/** The path of a line, as SVG has it. */
export function linePath({ x1, y1, leaves, x2, y2, enters }: Line): string {
  const reach = Math.max(24, Math.min(120, Math.abs(x2 - x1) / 2));
  const handle = (x: number, side: Line['leaves']): number => x + (side === 'right' ? reach : -reach);
  const round = (value: number): string => (Math.round(value * 10) / 10).toString();
  const points = [handle(x1, leaves), y1, handle(x2, enters), y2, x2, y2];
  return `M${round(x1)} ${round(y1)}C${points.map(round).join(' ')}`;
}
