import { itemKey, type Item, type Link, type Node, type Scene } from '../layout/drawn.ts';
import { nodeSize } from '../layout/tree-layout.ts';
import type { Atlas } from './atlas.ts';
import { countGroups, drawCard, drawLinks, drawMass, drawNode, type GroupCounts, type Look } from './graph-drawing.ts';
import type { Choice } from './state.ts';
import { meets, type Rect } from './rect.ts';

/** Below this scale, or beyond this number in sight, objects are drawn without words. */
const readable = { scale: 0.3, nodes: 900 } as const;

/** Relations out of groups are drawn by themselves up to this number; beyond it only those of the current item. */
const farAtOnce = 40;

/** How everything looks under a choice; computed once for each. */
export interface Sighted {
  readonly look: Look;
  readonly counts: readonly GroupCounts[];
}

export function sightedBy(atlas: Atlas, choice: Choice): Sighted {
  const look = { choice, wanted: atlas.narrows(choice) ? new Set(atlas.chosen(choice)) : undefined };
  return { look, counts: countGroups(atlas, look) };
}

/** All that a drawing depends on. */
export interface Sight {
  readonly scene: Scene;
  readonly sighted: Sighted;
  /** What can be seen. */
  readonly box: Rect;
  readonly scale: number;
  readonly current: Item | undefined;
}

/** True if nothing has changed but where one looks. */
export function isSame(one: Sight, other: Sight): boolean {
  return (
    one.scene === other.scene &&
    one.sighted === other.sighted &&
    one.scale === other.scale &&
    one.current === other.current
  );
}

/** What lies in a region of a scene: groups, relations, and objects on top of them. */
export function drawSight(
  atlas: Atlas,
  { scene, sighted: { look, counts }, box, scale, current }: Sight,
  region: Rect,
): readonly SVGElement[] {
  const { selected } = look.choice;
  const keys = new Set(
    [...(selected < 0 ? [] : [{ object: selected }]), ...(current === undefined ? [] : [current])].map(itemKey),
  );
  const near = ({ from, to }: Link): boolean => keys.has(itemKey(from)) || keys.has(itemKey(to));
  const quiet = scene.links.filter(({ far }) => far).length > farAtOnce;
  const links = scene.links.filter((link) => meets(region, boxOfLink(link)) && !(quiet && link.far && !near(link)));
  const nodes = scene.nodes.filter((node) => meets(region, boxOfNode(node)));
  const inSight = nodes.filter((node) => meets(box, boxOfNode(node))).length;
  const nothing: GroupCounts = { total: 0, wanted: 0, shares: [] };
  return [
    ...(['owner', 'soft-owner', 'uses'] as const).map((relation) =>
      drawLinks(
        links.filter((link) => link.far && link.relation === relation),
        `relation far ${relation}`,
      ),
    ),
    ...scene.cards
      .filter((card) => meets(region, card))
      .map((card) => drawCard(atlas, card, counts[card.group] ?? nothing, look)),
    ...(['owner', 'soft-owner', 'uses'] as const).map((relation) =>
      drawLinks(
        links.filter((link) => !link.far && link.relation === relation),
        `relation ${relation}`,
      ),
    ),
    drawLinks(links.filter(near), 'relation near'),
    ...(scale < readable.scale || inSight > readable.nodes
      ? drawMass(atlas, nodes, look)
      : nodes.map((node) => drawNode(atlas, node, look))),
  ];
}

function boxOfNode({ x, y }: Node): Rect {
  return { ...nodeSize, x, y };
}

function boxOfLink({ line: { x1, y1, x2, y2 } }: Link): Rect {
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x1 - x2), height: Math.abs(y1 - y2) };
}

/** Where an item is drawn; undefined if it is not. */
export function boxOf(scene: Scene, item: Item): Rect | undefined {
  if ('group' in item) return scene.cards.find(({ group }) => group === item.group);
  const node = scene.nodes.find(({ object }) => object === item.object);
  return node === undefined ? undefined : boxOfNode(node);
}
