import type { PageFinding } from '../model/page.ts';
import { button, html } from './dom.ts';
import type { State } from './state.ts';
import { number } from './words.ts';

const severityTone = { error: 'red', warning: 'amber', info: 'blue' } as const;
/** More of the same code are one click away. */
const shownAtOnce = 12;

/** What stands in the way or should be known, errors first, each with what to do about it. */
export function findings(all: readonly PageFinding[], state: State): HTMLElement {
  const byCode = new Map<string, PageFinding[]>();
  for (const one of all) {
    const key = `${one.severity} ${one.code}`;
    const same = byCode.get(key);
    if (same === undefined) byCode.set(key, [one]);
    else same.push(one);
  }
  return html(
    'div',
    { class: 'findings' },
    html('h2', {}, 'Findings'),
    ...(all.length === 0 ? [html('p', { class: 'none' }, 'There are none.')] : []),
    ...[...byCode.values()].map((same) => findingGroup(same, state)),
  );
}

function findingGroup(same: readonly PageFinding[], state: State): HTMLElement {
  const [first] = same;
  if (first === undefined) return html('div');
  const tone = severityTone[first.severity];
  const list = html('ul', {}, ...same.slice(0, shownAtOnce).map((one) => item(one, state)));
  const group = html(
    'section',
    { class: `finding ${tone}` },
    html(
      'h3',
      {},
      html('span', { class: `badge ${tone}` }, first.severity),
      html('code', {}, first.code),
      same.length > 1 ? html('span', { class: 'count' }, number(same.length)) : undefined,
    ),
    list,
  );
  if (same.length > shownAtOnce) {
    const more = button(
      `Show ${number(same.length - shownAtOnce)} more`,
      () => {
        list.append(...same.slice(shownAtOnce).map((one) => item(one, state)));
        more.remove();
      },
      { class: 'quiet' },
    );
    group.append(more);
  }
  return group;
}

function item({ about, object, message, remedy }: PageFinding, state: State): HTMLElement {
  const name =
    about === undefined
      ? undefined
      : object === undefined
        ? html('strong', {}, about)
        : button(about, () => state.set({ selected: object }), { class: 'link' });
  return html(
    'li',
    {},
    html('p', {}, name, name === undefined ? undefined : ': ', message),
    remedy === undefined ? undefined : html('p', { class: 'remedy' }, remedy),
  );
}
