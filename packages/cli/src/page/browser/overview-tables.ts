import type { ScaleValue } from '../model/page.ts';
import type { Atlas } from './atlas.ts';
import { shareBar } from './badge.ts';
import { button, html } from './dom.ts';
import type { State } from './state.ts';
import { count, number } from './words.ts';

/** Rows beyond this are one click away. */
const rowsAtOnce = 40;

/** What there is of each Cluster, and of what belongs to no single one. */
export function groupTable(atlas: Atlas, state: State): HTMLElement {
  const { model, valueOf } = atlas;
  const scale = model.scales[0];
  const shares = model.groups.map(() => new Map<ScaleValue, number>());
  const totals = model.groups.map(() => 0);
  for (const object of model.objects) {
    totals[object.in] = (totals[object.in] ?? 0) + 1;
    const value = scale === undefined ? undefined : valueOf(object, scale.id);
    const own = shares[object.in];
    if (value !== undefined) own?.set(value, (own.get(value) ?? 0) + 1);
  }
  const rows = model.groups.map(({ title }, group) => {
    const parts = [...(shares[group] ?? [])].map(([value, many]) => ({ value, count: many }));
    return html(
      'tr',
      {},
      html(
        'th',
        { scope: 'row' },
        button(title, () => state.set({ tab: 'objects', group, values: new Set(), query: '', kind: '' }), {
          class: 'link',
        }),
      ),
      html('td', { class: 'number' }, number(totals[group] ?? 0)),
      html(
        'td',
        {},
        shareBar(parts),
        html('span', { class: 'sr' }, parts.map((one) => `${number(one.count)} ${one.value.label}`).join(', ')),
      ),
    );
  });
  return table('Clusters', ['Belongs to', 'Objects', scale?.label ?? ''], rows);
}

/** How many there are of each kind. */
export function kindTable({ kinds }: Atlas, state: State): HTMLElement {
  const rows = kinds.map(([kind, many]) =>
    html(
      'tr',
      {},
      html(
        'th',
        { scope: 'row' },
        button(kind, () => state.set({ tab: 'objects', kind, values: new Set(), query: '', group: -1 }), {
          class: 'link',
        }),
      ),
      html('td', { class: 'number' }, number(many)),
    ),
  );
  return table('Kinds', ['Kind', 'Objects'], rows);
}

function table(title: string, headings: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const body = html('tbody', {}, ...rows.slice(0, rowsAtOnce));
  const made = html(
    'div',
    {},
    html('h2', {}, title),
    html(
      'table',
      {},
      html('thead', {}, html('tr', {}, ...headings.map((one) => html('th', { scope: 'col' }, one)))),
      body,
    ),
  );
  if (rows.length > rowsAtOnce) {
    const more = button(
      `Show ${count(rows.length - rowsAtOnce, 'more row')}`,
      () => {
        body.append(...rows.slice(rowsAtOnce));
        more.remove();
      },
      { class: 'quiet' },
    );
    made.append(more);
  }
  return made;
}
