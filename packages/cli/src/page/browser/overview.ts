import type { Atlas } from './atlas.ts';
import { button, html } from './dom.ts';
import { findings } from './findings.ts';
import { groupTable, kindTable } from './overview-tables.ts';
import type { State } from './state.ts';
import { number } from './words.ts';

/** Counts, findings with what to do about them, what to do next, and what there is of each Cluster. */
export function overview(atlas: Atlas, state: State): HTMLElement {
  const { model } = atlas;
  return html(
    'section',
    { class: 'panel overview' },
    tiles(atlas, state),
    findings(model.findings, state),
    next(atlas),
    html('div', { class: 'columns' }, groupTable(atlas, state), kindTable(atlas, state)),
  );
}

function tiles({ model, counts }: Atlas, state: State): HTMLElement {
  const rows = model.scales.map(({ id, label, values }) =>
    html(
      'div',
      { class: 'tiles', role: 'group', 'aria-label': label },
      ...values
        .filter((value) => counts.has(`${id}:${value.id}`))
        .map((value) => {
          const key = `${id}:${value.id}`;
          const tile = button(
            html('strong', {}, number(counts.get(key) ?? 0)),
            () => state.set({ tab: 'objects', values: new Set([key]), query: '', kind: '', group: -1 }),
            { class: `tile ${value.tone}` },
          );
          tile.append(html('span', { class: 'name' }, value.label), html('span', { class: 'hint' }, value.hint));
          return tile;
        }),
    ),
  );
  return html('div', {}, ...rows);
}

function next({ model }: Atlas): HTMLElement | undefined {
  if (model.next.length === 0) return undefined;
  return html(
    'div',
    { class: 'next' },
    html('h2', {}, 'Next'),
    html(
      'ul',
      {},
      ...model.next.map(({ aim, command }) =>
        html('li', {}, html('span', {}, `To ${aim}:`), html('pre', { tabindex: 0 }, command)),
      ),
    ),
  );
}
