import type { PageModel } from '../model/page.ts';
import { createAtlas } from './atlas.ts';
import { details } from './details.ts';
import { html } from './dom.ts';
import { filterBar, searchField } from './filters.ts';
import { graphPanel } from './graph-panel.ts';
import { header, tabs } from './header.ts';
import { objectsTable } from './objects-table.ts';
import { overview } from './overview.ts';
import { createState, firstChoice } from './state.ts';
import { timelinePanel } from './timeline-panel.ts';

/** What runs in the page: everything is built from the model that stands in the file. */
function start(model: PageModel): void {
  const atlas = createAtlas(model);
  const state = createState(firstChoice(model));
  const { timeline } = model;
  const panels = [
    ['overview', 'Overview', overview(atlas, state)],
    ['objects', 'Objects', objectsTable(atlas, state, filterBar(atlas, state))],
    ['graph', 'Graph', graphPanel(atlas, state, filterBar(atlas, state))],
    ...(timeline === undefined
      ? []
      : [['timeline', 'Timeline', timelinePanel(atlas, state, timeline, filterBar(atlas, state))] as const]),
  ] as const;
  const search = searchField(state);
  document.body.append(
    header(atlas),
    html('nav', {}, tabs(atlas, state, panels), search),
    html('main', {}, ...panels.map(([, , panel]) => panel), details(atlas, state)),
  );
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    // From the field straight to what it has found.
    const { tab } = state.get();
    const list = document.querySelector<HTMLElement>(`#panel-${tab} .virtual, #panel-${tab} [role=tree]`);
    if (list === null) return;
    event.preventDefault();
    const first = atlas.chosen(state.get())[0];
    if (tab === 'graph' && event.key === 'Enter' && first !== undefined) state.set({ selected: first });
    list.focus();
  });
}

// The program that writes the file writes the model, and nobody else.
start(JSON.parse(document.querySelector('#model')?.textContent ?? '') as PageModel);
