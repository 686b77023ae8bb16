import type { Atlas } from './atlas.ts';
import { button, html, setAttribute } from './dom.ts';
import type { State } from './state.ts';
import { number } from './words.ts';

/** The field that finds objects, wherever the reader is. */
export function searchField(state: State): HTMLInputElement {
  const field = html('input', {
    type: 'search',
    id: 'search',
    placeholder: 'Find objects:  /',
    'aria-label': 'Find objects by kind, name, namespace, API group or UID',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  field.addEventListener('input', () => {
    // Whoever types here wants to see objects.
    const { tab } = state.get();
    state.set({ query: field.value, ...(tab === 'overview' && field.value !== '' ? { tab: 'objects' } : {}) });
  });
  state.follow(['query'], ({ query }) => {
    if (field.value !== query) field.value = query;
  });
  return field;
}

/** Which objects are shown: by fate, state, kind and Cluster. */
export function filterBar(atlas: Atlas, state: State): HTMLElement {
  const { model, counts, kinds } = atlas;
  const scales = model.scales.map(({ id, label, values }) => {
    const used = values.filter((value) => counts.has(`${id}:${value.id}`));
    return html(
      'div',
      { class: 'chips', role: 'group', 'aria-label': label },
      html('span', { class: 'label' }, label),
      ...used.map((value) => {
        const key = `${id}:${value.id}`;
        const chip = button(
          value.label,
          () => {
            const chosen = new Set(state.get().values);
            if (!chosen.delete(key)) chosen.add(key);
            state.set({ values: chosen });
          },
          { class: `chip ${value.tone}`, title: value.hint, 'data-value': key },
        );
        chip.append(html('span', { class: 'count' }, number(counts.get(key) ?? 0)));
        state.follow(['values'], (choice) => {
          setAttribute(chip, 'aria-pressed', choice.values.has(key).toString());
        });
        return chip;
      }),
    );
  });
  const kind = select(
    'All kinds',
    kinds.map(([name, many]) => [name, `${name} (${number(many)})`] as const),
  );
  kind.addEventListener('change', () => state.set({ kind: kind.value }));
  const group = select(
    'All Clusters',
    model.groups.map(({ title }, position) => [position.toString(), title] as const),
  );
  group.addEventListener('change', () => state.set({ group: group.value === '' ? -1 : Number(group.value) }));
  const clear = button('Show all', () => state.set({ query: '', values: new Set(), kind: '', group: -1 }), {
    class: 'quiet',
  });
  const found = html('output', { 'aria-live': 'polite', class: 'found' });
  state.follow(['query', 'values', 'kind', 'group'], (choice) => {
    kind.value = choice.kind;
    group.value = choice.group < 0 ? '' : choice.group.toString();
    clear.hidden = !atlas.narrows(choice);
    found.textContent = `${number(atlas.chosen(choice).length)} of ${number(model.objects.length)}`;
  });
  return html(
    'div',
    { class: 'filters' },
    ...scales,
    labelled('Kind', kind),
    labelled('Belongs to', group),
    clear,
    found,
  );
}

function select(all: string, options: readonly (readonly [value: string, label: string])[]): HTMLSelectElement {
  return html(
    'select',
    {},
    html('option', { value: '' }, all),
    ...options.map(([value, label]) => html('option', { value }, label)),
  );
}

function labelled(label: string, field: HTMLSelectElement): HTMLElement {
  setAttribute(field, 'aria-label', label);
  return field;
}
