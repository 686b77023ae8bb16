import { itemKey, type Item } from '../layout/drawn.ts';
import type { GraphModel } from './graph-model.ts';

/** What keys can do to the graph. */
export interface GraphActions {
  current(): Item | undefined;
  /** Makes an item the current one and brings it into sight. */
  show(item: Item): void;
  toggle(item: Item): void;
  choose(item: Item): void;
  zoom(factor: number): void;
  fit(): void;
}

/** The keys of a tree, as the ARIA pattern has them; and `+`, `-`, `0` for the view. */
export function graphKeys(frame: SVGSVGElement, graph: GraphModel, actions: GraphActions): void {
  frame.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const items = graph.items();
    const current = actions.current();
    const here = current === undefined ? -1 : items.findIndex((item) => itemKey(item) === itemKey(current));
    const go = (index: number): void => {
      const item = items[Math.max(0, Math.min(items.length - 1, index))];
      if (item !== undefined) actions.show(item);
    };
    const keys: Readonly<Partial<Record<string, () => void>>> = {
      ArrowDown: () => go(here + 1),
      ArrowUp: () => go(here - 1),
      Home: () => go(0),
      End: () => go(items.length - 1),
      ArrowRight: () => {
        if (current === undefined) go(0);
        else if (graph.canOpen(current) && !graph.isOpen(current)) actions.toggle(current);
        else if (graph.canOpen(current)) go(here + 1);
      },
      ArrowLeft: () => {
        if (current === undefined) return;
        if (graph.canOpen(current) && graph.isOpen(current)) actions.toggle(current);
        else {
          const above = graph.above(current);
          if (above !== undefined) actions.show(above);
        }
      },
      Enter: () => {
        if (current !== undefined) actions.choose(current);
      },
      ' ': () => {
        if (current !== undefined && graph.canOpen(current)) actions.toggle(current);
      },
      '+': () => actions.zoom(1.4),
      '-': () => actions.zoom(1 / 1.4),
      '0': () => actions.fit(),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
