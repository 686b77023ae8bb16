import type { PageRelation } from '../model/page.ts';
import type { Spot } from './tree-layout.ts';

/** px. */
export const cardSize = { width: 264, height: 78, head: 40, pad: 16 } as const;

/** A group as it is drawn: closed a card with its counts, open a frame around its objects. */
export interface Card {
  readonly group: number;
  readonly open: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An object as it is drawn. */
export interface Node extends Spot {
  /** How many objects below it are not drawn. */
  readonly folded: number;
}

/** Something that is drawn, by its position on the page. */
export type Item = { readonly group: number } | { readonly object: number };

/** A relation between two things that are drawn: objects, or cards in the place of the objects in them. */
export interface Link {
  readonly from: Item;
  readonly to: Item;
  readonly relation: PageRelation;
  /** True if it leads out of a group. */
  readonly far: boolean;
  readonly line: Line;
}

/** Where a link begins and ends; `left` and `right` are the sides that it leaves and enters by. */
export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly leaves: 'left' | 'right';
  readonly x2: number;
  readonly y2: number;
  readonly enters: 'left' | 'right';
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly cards: readonly Card[];
  readonly nodes: readonly Node[];
  readonly links: readonly Link[];
}

/** What is to be seen of the groups. */
export interface Openness {
  readonly group: (group: number) => boolean;
  readonly object: (object: number) => boolean;
}

/** A short name, different for different items. */
export function itemKey(item: Item): string {
  return 'group' in item ? `group-${item.group}` : `object-${item.object}`;
}
