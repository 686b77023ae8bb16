import type { PageObject, PageRelation } from '../model/page.ts';
import type { Atlas } from './atlas.ts';
import { badge } from './badge.ts';
import { button, facts, html } from './dom.ts';
import type { State } from './state.ts';
import { count, duration, nameOf, number } from './words.ts';

/** Relations of one sort beyond this number are one click away. */
const shownAtOnce = 30;

/** What is known of the selected object, beside everything else; Esc closes it. */
export function details(atlas: Atlas, state: State): HTMLElement {
  const panel = html('aside', { class: 'details', 'aria-label': 'Details', tabindex: -1 });
  let before: Element | null = null;
  const close = (): void => {
    const inside = panel.contains(document.activeElement);
    state.set({ selected: -1 });
    if (inside && before instanceof HTMLElement) before.focus();
  };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && state.get().selected >= 0) close();
  });
  state.follow(['selected'], ({ selected }) => {
    const object = atlas.model.objects[selected];
    panel.hidden = object === undefined;
    document.body.classList.toggle('with-details', object !== undefined);
    if (!panel.contains(document.activeElement)) before = document.activeElement;
    if (object === undefined) return;
    panel.replaceChildren(...contents(atlas, state, object, selected, close));
    panel.scrollTop = 0;
  });
  return panel;
}

function contents(atlas: Atlas, state: State, object: PageObject, position: number, close: () => void): Node[] {
  const { model, dependents, valueOf } = atlas;
  const { kind, group, version, namespace, name, uid, owners = [], notes = [], failure, steps } = object;
  const below = dependents.get(position) ?? [];
  const related = (label: string, all: readonly (readonly [number, PageRelation])[], relation: PageRelation) =>
    relations(
      atlas,
      state,
      label,
      all.filter(([, one]) => one === relation).map(([one]) => one),
    );
  return [
    html(
      'div',
      { class: 'details-head' },
      html('h2', {}, html('small', {}, kind), name),
      button('Close', close, { class: 'quiet', 'aria-keyshortcuts': 'Escape' }),
    ),
    html('p', { class: 'badges' }, ...model.scales.map(({ id }) => badge(valueOf(object, id)))),
    ...(failure === undefined ? [] : [html('p', { class: 'failure' }, failure)]),
    facts([
      ['API', group === undefined ? version : `${group}/${version}`],
      ...(namespace === undefined ? [] : [['Namespace', namespace] as const]),
      ['Belongs to', model.groups[object.in]?.title ?? ''],
      ...(object.moveGroup === undefined ? [] : [['Move group', object.moveGroup.toString()] as const]),
      ...(object.workMs === undefined ? [] : [['At work', duration(object.workMs)] as const]),
      ...notes,
      ...(uid === undefined ? [] : [['UID in the source', uid] as const]),
    ]),
    button('Show in the graph', () => state.set({ tab: 'graph' }), { class: 'quiet to-graph' }),
    ...related('Owned by', owners, 'owner'),
    ...related('Softly owned by', owners, 'soft-owner'),
    ...related('Uses', owners, 'uses'),
    ...related('Owns', below, 'owner'),
    ...related('Softly owns', below, 'soft-owner'),
    ...related('Used by', below, 'uses'),
    ...(steps === undefined ? [] : [html('h3', {}, 'Steps'), stepTable(steps)]),
  ];
}

function relations({ model }: Atlas, state: State, label: string, others: readonly number[]): readonly Node[] {
  if (others.length === 0) return [];
  const item = (other: number): HTMLElement => {
    const object = model.objects[other];
    const name = object === undefined ? '' : nameOf(object);
    return html(
      'li',
      {},
      button(name, () => state.set({ selected: other }), { class: 'link' }),
    );
  };
  const list = html('ul', { class: 'related' }, ...others.slice(0, shownAtOnce).map(item));
  if (others.length > shownAtOnce) {
    const more = button(
      `and ${count(others.length - shownAtOnce, 'other')}`,
      () => {
        list.append(...others.slice(shownAtOnce).map(item));
        more.remove();
      },
      { class: 'quiet' },
    );
    return [html('h3', {}, `${label} (${number(others.length)})`), list, more];
  }
  return [html('h3', {}, label), list];
}

function stepTable(steps: NonNullable<PageObject['steps']>): HTMLElement {
  const turns = new Set(steps.map(([, , turn]) => turn)).size > 1;
  return html(
    'table',
    { class: 'steps' },
    html(
      'thead',
      {},
      html(
        'tr',
        {},
        ...['At', 'After', ...(turns ? ['Turn'] : []), 'What'].map((one) => html('th', { scope: 'col' }, one)),
      ),
    ),
    html(
      'tbody',
      {},
      ...steps.map(([ms, what, turn], index) =>
        html(
          'tr',
          {},
          html('td', { class: 'number' }, `+${duration(ms)}`),
          html('td', { class: 'number' }, index === 0 ? '' : duration(ms - (steps[index - 1]?.[0] ?? ms))),
          turns ? html('td', { class: 'number' }, turn.toString()) : undefined,
          html('td', {}, what),
        ),
      ),
    ),
  );
}
