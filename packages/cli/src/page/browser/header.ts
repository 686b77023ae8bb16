import type { Atlas } from './atlas.ts';
import { button, facts, html, setAttribute } from './dom.ts';
import type { State, Tab } from './state.ts';
import { count, number } from './words.ts';

/** Title, verdict, where and when. */
export function header({ model }: Atlas): HTMLElement {
  return html(
    'header',
    {},
    html(
      'div',
      { class: 'title' },
      html('h1', {}, model.title),
      html('p', { class: `verdict ${model.verdict.tone}` }, model.verdict.text),
    ),
    facts(model.facts),
  );
}

/** The tabs and the panels they show. Arrow keys go from tab to tab, as the ARIA pattern has it. */
export function tabs(
  { model }: Atlas,
  state: State,
  panels: readonly (readonly [tab: Tab, label: string, panel: HTMLElement])[],
): HTMLElement {
  const list = html('div', { role: 'tablist', 'aria-label': 'Sections' });
  const made = panels.map(([tab, label, panel]) => {
    const one = button(label, () => state.set({ tab }), {
      role: 'tab',
      id: `tab-${tab}`,
      'aria-controls': `panel-${tab}`,
    });
    if (tab === 'objects') one.append(html('span', { class: 'count' }, number(model.objects.length)));
    if (tab === 'overview' && model.findings.length > 0) {
      one.append(html('span', { class: 'count' }, count(model.findings.length, 'finding')));
    }
    setAttribute(panel, 'role', 'tabpanel');
    setAttribute(panel, 'id', `panel-${tab}`);
    setAttribute(panel, 'aria-labelledby', `tab-${tab}`);
    list.append(one);
    return { tab, one, panel };
  });
  list.addEventListener('keydown', (event) => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (move === undefined) return;
    const here = made.findIndex(({ tab }) => tab === state.get().tab);
    const next = made[(here + move + made.length) % made.length];
    if (next === undefined) return;
    state.set({ tab: next.tab });
    next.one.focus();
  });
  state.follow(['tab'], ({ tab: chosen }) => {
    document.body.dataset['tab'] = chosen;
    for (const { tab, one, panel } of made) {
      setAttribute(one, 'aria-selected', (tab === chosen).toString());
      setAttribute(one, 'tabindex', tab === chosen ? 0 : -1);
      panel.hidden = tab !== chosen;
    }
  });
  return list;
}
