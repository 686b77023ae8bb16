import { itemKey, type Item } from '../layout/drawn.ts';
import type { Atlas } from './atlas.ts';
import { html, setAttribute, svg } from './dom.ts';
import { graphKeys } from './graph-keys.ts';
import { createGraphModel, type GraphModel } from './graph-model.ts';
import { boxOf, drawSight, isSame, sightedBy, type Sight } from './graph-sight.ts';
import { graphTools } from './graph-tools.ts';
import type { State } from './state.ts';
import { contains, grown, type Rect } from './rect.ts';
import { viewport } from './viewport.ts';

const howTo =
  'Objects by Cluster. Up and down go from item to item, right opens or goes below, left closes or goes above, ' +
  'Enter shows the details.';

/** Names are no smaller than this when the graph, or a group, is first shown. */
const firstScale = 0.75;

/** The objects and their relations: a card for each Cluster, its objects when it is opened. */
export function graphPanel(atlas: Atlas, state: State, filters: HTMLElement): HTMLElement {
  const graph = createGraphModel(atlas.model);
  const layers = svg('g');
  const frame = svg('svg', { role: 'tree', tabindex: 0, 'aria-label': howTo }, layers);
  let current: Item | undefined;
  let sighted = sightedBy(atlas, state.get());
  let asked = 0;
  const later = (): void => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(draw);
  };
  const view = viewport(frame, later);

  let drawn: (Sight & { readonly region: Rect }) | undefined;
  function draw(): void {
    const { clientWidth: width, clientHeight: height } = frame;
    if (width === 0) return;
    const { x, y, scale } = view.sight();
    setAttribute(layers, 'transform', `scale(${scale}) translate(${-x} ${-y})`);
    const box = { x, y, width: width / scale, height: height / scale };
    const sight: Sight = { scene: graph.scene(), sighted, box, scale, current };
    // Around what is in sight more is drawn than is seen, so that moving a little draws nothing.
    if (drawn !== undefined && isSame(drawn, sight) && contains(drawn.region, box)) return;
    drawn = { ...sight, region: grown(box, 0.4) };
    layers.replaceChildren(...drawSight(atlas, drawn, drawn.region));
    describe(layers, graph, current);
    setAttribute(frame, 'aria-activedescendant', activeIn(layers));
  }
  function show(item: Item): void {
    current = item;
    const box = boxOf(graph.scene(), item);
    if (box !== undefined) view.reveal(box);
    later();
  }
  /** Opens or closes something without moving it under the reader's eyes; a group that opens is what is looked at. */
  function toggle(item: Item): void {
    const before = boxOf(graph.scene(), item);
    graph.toggle(item);
    const after = boxOf(graph.scene(), item);
    if (before !== undefined && after !== undefined) {
      const { x, y, scale } = view.sight();
      view.look({ x: x + after.x - before.x, y: y + after.y - before.y, scale });
      if ('group' in item && graph.isOpen(item)) view.fit(after, firstScale);
    }
    current = item;
    later();
  }
  const whole = (): Rect => ({ x: 0, y: 0, width: graph.scene().width, height: graph.scene().height });
  const choose = (item: Item): void => {
    if ('group' in item) toggle(item);
    else state.set({ selected: item.object });
  };

  frame.addEventListener('click', ({ target }) => {
    const clicked = itemAt(target);
    if (clicked === undefined) return;
    current = clicked.item;
    if (clicked.folds) toggle(clicked.item);
    else choose(clicked.item);
  });
  graphKeys(frame, graph, {
    current: () => current,
    show,
    toggle,
    choose,
    zoom: view.zoom,
    fit: () => view.fit(whole()),
  });

  state.follow(['colour', 'query', 'values', 'kind', 'group', 'selected'], (choice) => {
    sighted = sightedBy(atlas, choice);
    later();
  });
  state.follow(['tab', 'selected'], ({ tab, selected }) => {
    if (tab !== 'graph' || selected < 0) return;
    graph.uncover(selected);
    // The panel may just have become visible, or narrower.
    requestAnimationFrame(() => show({ object: selected }));
  });
  let shown = false;
  new ResizeObserver(() => {
    later();
    if (shown || frame.clientWidth === 0) return;
    shown = true;
    view.fit(whole(), firstScale);
    const { selected } = state.get();
    if (selected >= 0) show({ object: selected });
  }).observe(frame);

  const tools = graphTools(atlas, state, graph, { fit: () => view.fit(whole()), zoom: view.zoom });
  return html('section', { class: 'panel graph' }, filters, tools, frame);
}

/** What was clicked: an object, the head of a group or a closed one, or the mark that says how much is folded. */
function itemAt(target: EventTarget | null): { readonly item: Item; readonly folds: boolean } | undefined {
  if (!(target instanceof Element)) return undefined;
  const number = (name: string): number | undefined => {
    const value = target.closest(`[data-${name}]`)?.getAttribute(`data-${name}`);
    return typeof value === 'string' ? Number(value) : undefined;
  };
  const [fold, object, group] = [number('fold'), number('object'), number('group')];
  if (fold !== undefined) return { item: { object: fold }, folds: true };
  if (object !== undefined) return { item: { object }, folds: false };
  if (group === undefined || !target.classList.contains('grip')) return undefined;
  return { item: { group }, folds: true };
}

/** Tells assistive technology what is what, and which item is the current one. */
function describe(layers: SVGGElement, graph: GraphModel, current: Item | undefined): void {
  for (const drawn of layers.querySelectorAll('[data-object],[data-group]')) {
    const object = drawn.getAttribute('data-object');
    const item: Item =
      object === null ? { group: Number(drawn.getAttribute('data-group')) } : { object: Number(object) };
    setAttribute(drawn, 'role', 'treeitem');
    setAttribute(drawn, 'aria-level', graph.level(item));
    if (graph.canOpen(item)) setAttribute(drawn, 'aria-expanded', graph.isOpen(item).toString());
    const isCurrent = current !== undefined && itemKey(item) === itemKey(current);
    setAttribute(drawn, 'aria-selected', isCurrent.toString());
    drawn.classList.toggle('current', isCurrent);
  }
}

function activeIn(layers: SVGGElement): string | undefined {
  return layers.querySelector('.current')?.id;
}
