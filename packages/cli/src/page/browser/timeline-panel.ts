import type { PageObject, Timeline } from '../model/page.ts';
import type { Atlas } from './atlas.ts';
import { html } from './dom.ts';
import type { State } from './state.ts';
import { timeAxis, type TimeAxis } from './time-axis.ts';
import { virtualList } from './virtual-list.ts';
import { duration, nameOf } from './words.ts';

/** Phases in the order in which they come, so that each always has the same colour. */
const phases = [
  ...['preflight', 'lock', 'hold', 'wait', 'create', 'verify', 'seal', 'retire', 'release', 'return', 'undo'],
] as const;

/** The move as bars: its phases, its turning points, and each object from its first to its last step. */
export function timelinePanel(atlas: Atlas, state: State, timeline: Timeline, filters: HTMLElement): HTMLElement {
  const axis = timeAxis(timeline);
  return html(
    'section',
    { class: 'panel timeline' },
    html('h2', {}, `Phases: ${duration(timeline.endMs)} from the beginning to the last step`),
    phaseBar(timeline, axis),
    phaseList(timeline),
    html('h2', {}, 'Objects, those with the most work first'),
    filters,
    lanes(atlas, state, timeline, axis),
    html('h2', {}, 'Course'),
    course(timeline),
  );
}

function phaseBar({ spans }: Timeline, axis: TimeAxis): HTMLElement {
  const bar = html('div', { class: 'phases', 'aria-hidden': 'true' });
  for (const { phase, from, to } of spans) {
    const share = axis.at(to) - axis.at(from);
    const part = html('span', { class: phaseClass(phase), title: `${phase}: ${duration(to - from)}` });
    part.style.left = percent(axis.at(from));
    part.style.width = percent(share);
    if (share > 0.06) part.append(phase);
    bar.append(part);
  }
  return bar;
}

function phaseList({ spans }: Timeline): HTMLElement {
  const total = new Map<string, number>();
  for (const { phase, from, to } of spans) total.set(phase, (total.get(phase) ?? 0) + to - from);
  return html(
    'ul',
    { class: 'legend' },
    ...[...total].map(([phase, ms]) =>
      html(
        'li',
        {},
        html('span', { class: `dot ${phaseClass(phase)}` }),
        `${phase === 'idle' ? 'nobody at work' : phase} `,
        html('strong', {}, duration(ms)),
      ),
    ),
  );
}

function lanes({ model, chosen }: Atlas, state: State, timeline: Timeline, axis: TimeAxis): HTMLElement {
  let rows: readonly number[] = [];
  const list = virtualList({
    id: 'lanes',
    label: 'Objects in time; arrow keys go from row to row, Enter shows the details',
    rowHeight: 28,
    row: (index) => lane(model.objects[rows[index] ?? -1], timeline, axis),
    choose: (index) => state.set({ selected: rows[index] ?? -1 }),
  });
  state.follow(['query', 'values', 'kind', 'group'], (choice) => {
    rows = chosen(choice)
      .filter((position) => (model.objects[position]?.steps ?? []).length > 0)
      .sort((a, b) => (model.objects[b]?.workMs ?? 0) - (model.objects[a]?.workMs ?? 0) || a - b);
    list.element.style.setProperty('--rows', rows.length.toString());
    list.refresh(rows.length);
  });
  return list.element;
}

function lane(object: PageObject | undefined, { spans }: Timeline, axis: TimeAxis): HTMLElement {
  const steps = object?.steps ?? [];
  const [first] = steps;
  const last = steps.at(-1);
  const track = html('span', { class: 'track', 'aria-hidden': 'true' });
  if (object === undefined || first === undefined || last === undefined) return html('div', { class: 'lane' });
  const line = html('span', { class: 'line' });
  line.style.left = percent(axis.at(first[0]));
  line.style.width = percent(axis.at(last[0]) - axis.at(first[0]));
  track.append(line);
  for (const [ms, what] of steps) {
    const phase = spans.findLast(({ from }) => from <= ms)?.phase ?? '';
    const failed = what.startsWith('failed');
    const dot = html('span', {
      class: `dot ${failed ? 'failed' : phaseClass(phase)}`,
      title: `+${duration(ms)}: ${what}`,
    });
    dot.style.left = percent(axis.at(ms));
    track.append(dot);
  }
  return html(
    'div',
    { class: 'lane' },
    html('span', { role: 'gridcell', class: 'name' }, nameOf(object)),
    html('span', { role: 'gridcell', class: 'number' }, duration(object.workMs ?? 0)),
    html('span', { role: 'gridcell' }, track),
  );
}

function course({ course: steps }: Timeline): HTMLElement {
  return html(
    'table',
    { class: 'steps' },
    html(
      'thead',
      {},
      html('tr', {}, ...['At', 'After', 'Turn', 'What'].map((one) => html('th', { scope: 'col' }, one))),
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
          html('td', { class: 'number' }, turn.toString()),
          html('td', {}, what),
        ),
      ),
    ),
  );
}

function phaseClass(phase: string): string {
  const position = (phases as readonly string[]).indexOf(phase);
  return position < 0 ? 'phase-idle' : `phase-${phase}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
