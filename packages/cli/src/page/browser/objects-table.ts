import type { PageObject } from '../model/page.ts';
import type { Atlas } from './atlas.ts';
import { badge } from './badge.ts';
import { button, html, setAttribute } from './dom.ts';
import type { State } from './state.ts';
import { virtualList } from './virtual-list.ts';
import { duration, pathOf } from './words.ts';

interface Column {
  readonly label: string;
  /** Its share of the width, as CSS grid has it. */
  readonly width: string;
  readonly cell: (object: PageObject) => Node | string;
  /** What it is sorted by: texts or numbers, the same for all. */
  readonly by: (object: PageObject) => string | number;
}

/** Rows that are put on paper. */
const printedRows = 500;

/** All objects as a table that can be searched, filtered and sorted. */
export function objectsTable(atlas: Atlas, state: State, filters: HTMLElement): HTMLElement {
  const { model } = atlas;
  const columns = columnsOf(atlas);
  let sorting: { readonly column: Column; readonly down: boolean } | undefined;
  let rows: readonly number[] = [];

  const heading = html('div', { class: 'heading', role: 'row', 'aria-rowindex': 1 });
  const headings = columns.map((column) => {
    const cell = html('span', { role: 'columnheader' });
    cell.append(
      button(column.label, () => {
        sorting = { column, down: sorting?.column === column && !sorting.down };
        arrange();
      }),
    );
    heading.append(cell);
    return { column, cell };
  });
  const list = virtualList({
    id: 'objects',
    label: 'Objects; arrow keys go from row to row, Enter shows the details',
    rowHeight: 34,
    heading,
    row: (index) => {
      const object = model.objects[rows[index] ?? -1];
      if (object === undefined) return html('div');
      return html('div', {}, ...columns.map(({ cell }) => html('span', { role: 'gridcell' }, cell(object))));
    },
    choose: (index) => state.set({ selected: rows[index] ?? -1 }),
  });
  list.element.style.setProperty('--columns', columns.map(({ width }) => width).join(' '));
  const empty = html('p', { class: 'none' }, 'No object is like that.');

  function arrange(): void {
    const found = atlas.chosen(state.get());
    rows = sorting === undefined ? found : sorted(found, model.objects, sorting);
    for (const { column, cell } of headings) {
      const how = sorting?.column === column ? (sorting.down ? 'descending' : 'ascending') : 'none';
      setAttribute(cell, 'aria-sort', how);
    }
    empty.hidden = rows.length > 0;
    list.refresh(rows.length);
  }

  state.follow(['query', 'values', 'kind', 'group'], arrange);
  state.follow(['selected'], ({ selected }) => {
    const row = rows.indexOf(selected);
    if (row >= 0) list.goTo(row);
  });
  window.addEventListener('beforeprint', () => list.drawAll(printedRows));
  window.addEventListener('afterprint', () => list.drawAll(undefined));
  return html('section', { class: 'panel objects' }, filters, list.element, empty);
}

function columnsOf({ model, valueOf }: Atlas): readonly Column[] {
  const several = new Set(model.objects.map(({ namespace }) => namespace ?? '')).size > 1;
  const timed = model.objects.some(({ steps }) => steps !== undefined);
  const ordered = model.objects.some(({ moveGroup }) => moveGroup !== undefined);
  return [
    { label: 'Kind', width: 'minmax(11.5rem, 1.3fr)', cell: ({ kind }) => kind, by: ({ kind }) => kind },
    {
      label: several ? 'Namespace and name' : 'Name',
      width: 'minmax(12rem, 2.2fr)',
      cell: (object) => html('strong', {}, several ? pathOf(object) : object.name),
      by: (object) => (several ? pathOf(object) : object.name),
    },
    ...model.scales.map(({ id, label, values }) => ({
      label,
      width: '8.5rem',
      cell: (object: PageObject) => badge(valueOf(object, id)),
      by: (object: PageObject) => values.findIndex((value) => value === valueOf(object, id)),
    })),
    ...(ordered ? [{ label: 'Move group', width: '6.5rem', cell: moveGroupOf, by: moveGroupRank }] : []),
    ...(timed
      ? [{ label: 'At work', width: '5.5rem', cell: atWork, by: ({ workMs }: PageObject) => workMs ?? -1 }]
      : []),
    {
      label: 'Belongs to',
      width: 'minmax(11rem, 1.4fr)',
      cell: ({ in: group }) => model.groups[group]?.title ?? '',
      by: ({ in: group }) => group,
    },
    { label: 'Note', width: 'minmax(8rem, 2fr)', cell: noteOn, by: noteOn },
  ];
}

function moveGroupOf({ moveGroup }: PageObject): string {
  return moveGroup?.toString() ?? '';
}

/** What has none comes last. */
function moveGroupRank({ moveGroup }: PageObject): number {
  return moveGroup ?? Number.MAX_SAFE_INTEGER;
}

function atWork({ workMs }: PageObject): string {
  return workMs === undefined ? '' : duration(workMs);
}

/** Notes that say why; the others are in the details. */
const reasons: readonly string[] = ['Kept because', 'Left because', 'Owner not written', 'Label', 'Exists'];

function noteOn({ failure, notes = [] }: PageObject): string {
  if (failure !== undefined) return failure;
  return notes.flatMap(([label, value]) => (reasons.includes(label) ? [`${label}: ${value}`] : [])).join('; ');
}

function sorted(
  rows: readonly number[],
  objects: readonly PageObject[],
  { column, down }: { readonly column: Column; readonly down: boolean },
): readonly number[] {
  const keys = new Map(rows.map((row) => [row, objects[row] === undefined ? '' : column.by(objects[row])]));
  const order = rows.toSorted((a, b) => {
    const [one, other] = [keys.get(a) ?? '', keys.get(b) ?? ''];
    return one < other ? -1 : one > other ? 1 : a - b;
  });
  return down ? order.reverse() : order;
}
