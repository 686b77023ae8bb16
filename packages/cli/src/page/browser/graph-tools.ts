import { families } from '../model/scales.ts';
import type { Atlas } from './atlas.ts';
import { button, html, setAttribute } from './dom.ts';
import type { GraphModel } from './graph-model.ts';
import type { State } from './state.ts';

/** The buttons above the graph. */
export function graphTools(
  atlas: Atlas,
  state: State,
  graph: GraphModel,
  view: { readonly fit: () => void; readonly zoom: (factor: number) => void },
): HTMLElement {
  const next = button('Next found', () => goToNext(atlas, state));
  state.follow(['query', 'values', 'kind', 'group'], (choice) => {
    next.hidden = !atlas.narrows(choice);
  });
  return html(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Graph' },
    button('Open all', () => {
      graph.openAll();
      view.fit();
    }),
    button('Close all', () => {
      graph.closeAll();
      view.fit();
    }),
    button('Fit', view.fit),
    button('−', () => view.zoom(1 / 1.4), { 'aria-label': 'Zoom out' }),
    button('+', () => view.zoom(1.4), { 'aria-label': 'Zoom in' }),
    colourSelect(atlas, state),
    legend(atlas, state),
    next,
    html('span', { class: 'hint' }, 'Drag or wheel to move, Ctrl and wheel to zoom'),
  );
}

function colourSelect({ model }: Atlas, state: State): HTMLElement {
  const scales = [...model.scales, families];
  const field = html(
    'select',
    {},
    ...scales.map(({ id, label }) =>
      html('option', { value: id }, `Colour by ${id === 'family' ? label : label.toLowerCase()}`),
    ),
  );
  setAttribute(field, 'aria-label', 'Colour by');
  field.addEventListener('change', () => state.set({ colour: scales[field.selectedIndex]?.id ?? 'fate' }));
  return field;
}

/** What the colours mean; the objects that have them are named beside it. */
function legend({ model, valueOf }: Atlas, state: State): HTMLElement {
  const made = html('span', { class: 'colours' });
  state.follow(['colour'], ({ colour }) => {
    const used = new Set(model.objects.map((object) => valueOf(object, colour)));
    const scale = [...model.scales, families].find(({ id }) => id === colour);
    const values = scale?.values.filter((value) => used.has(value)) ?? [];
    made.replaceChildren(...values.map(({ label, tone, hint }) => html('span', { class: tone, title: hint }, label)));
  });
  return made;
}

/** Selects the first object that the choice asks for, or the next one after the selected. */
function goToNext(atlas: Atlas, state: State): void {
  const choice = state.get();
  const found = atlas.chosen(choice);
  const next = found.find((object) => object > choice.selected) ?? found[0];
  if (next !== undefined) state.set({ selected: next });
}
