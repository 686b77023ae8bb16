import type { PageModel } from '../model/page.ts';
import type { Card, Openness, Scene } from './drawn.ts';
import { forestOf, type Forest } from './forest.ts';
import { linksOf } from './links.ts';
import { place } from './place.ts';

/** The members of each group, arranged: computed once for a page. */
export function forestsOf({ groups, objects }: Pick<PageModel, 'groups' | 'objects'>): readonly Forest[] {
  const members = groups.map((): number[] => []);
  objects.forEach((object, position) => members[object.in]?.push(position));
  return members.map((own) => forestOf(objects, own));
}

/** Where everything is drawn, and how it is linked. */
export function sceneOf(
  model: Pick<PageModel, 'groups' | 'objects'>,
  forests: readonly Forest[],
  open: Openness,
): Scene {
  const { cards, nodes } = place(model, forests, open);
  const extent = (of: (card: Card) => number): number => cards.reduce((most, card) => Math.max(most, of(card)), 0);
  return {
    width: extent(({ x, width }) => x + width),
    height: extent(({ y, height }) => y + height),
    cards,
    nodes,
    links: linksOf(model, forests, cards, nodes),
  };
}
