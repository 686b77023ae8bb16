import { cardSize, type Card, type Link, type Node } from '../layout/drawn.ts';
import { linePath } from '../layout/links.ts';
import { forestsOf, sceneOf } from '../layout/scene.ts';
import { nodeSize } from '../layout/tree-layout.ts';
import type { PageModel, PageObject, PageRelation, ScaleValue } from '../model/page.ts';
import { families, familyOf } from '../model/scales.ts';
import { escapeText } from '../render/markup.ts';
import { colourVariables } from '../render/palette.ts';

const margin = 24;
const top = 76;

/**
 * Draws the objects of a page as one SVG picture: owners left of their dependents, framed by Cluster, coloured by fate,
 * with a legend. It has no script and asks for nothing, and follows the reader's light or dark scheme.
 */
export function pageSvg(model: PageModel): string {
  const everything = (): boolean => true;
  const scene = sceneOf(model, forestsOf(model), { group: everything, object: everything });
  const width = Math.max(720, Math.ceil(scene.width) + 2 * margin);
  const height = Math.ceil(scene.height) + top + margin;
  const valueOf = valueIn(model);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapeText(model.title)}</title>`,
    `<desc id="desc">${escapeText(description(model))}</desc>`,
    `<style>${style}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="${margin}" y="32">${escapeText(model.title)}</text>`,
    ...legend(model, valueOf),
    `<g transform="translate(${margin} ${top})">`,
    ...scene.cards.map((card) => frame(model, card)),
    ...scene.links.map(link),
    ...scene.nodes.map((node) => drawn(model, valueOf, node)),
    '</g>',
    '</svg>\n',
  ].join('\n');
}

const style = [
  `:root{color-scheme:light dark;${colourVariables('light')}}`,
  `@media (prefers-color-scheme:dark){:root{${colourVariables('dark')}}}`,
  'text{font:12px system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--text)}',
  '.title{font-size:18px;font-weight:600}.small{font-size:10.5px;fill:var(--muted)}.head{font-weight:600}',
  '.ground{fill:var(--page)}.frame{fill:var(--raised);stroke:var(--line)}.node{fill:var(--page);stroke:var(--line)}.apart{fill:none;stroke:var(--muted);stroke-dasharray:3 3}',
  'path{fill:none;stroke:var(--link);stroke-width:1.2}.soft-owner{stroke-dasharray:6 4}.uses{stroke-dasharray:2 4}.far{opacity:.45}',
].join('');

function description({ subject, verdict, objects, groups }: PageModel): string {
  const what = subject === 'graph' ? 'Objects and their owners' : 'What a move does with each object';
  return `${what}: ${objects.length} objects in ${groups.length} groups, owners left of their dependents. ${verdict.text}`;
}

/** Graphs are coloured by API, because almost everything in them takes part; plans by fate. */
function valueIn({ subject, scales }: PageModel): (object: PageObject) => ScaleValue | undefined {
  const byFamily = subject === 'graph';
  const scale = byFamily ? families : scales.find(({ id }) => id === 'fate');
  const values = new Map(scale?.values.map((value) => [value.id, value]));
  return (object) => values.get(byFamily ? familyOf(object) : object.fate);
}

/** True for what a graph shows and a move does not take along. */
function isApart({ subject }: PageModel, { fate }: PageObject): boolean {
  return subject === 'graph' && fate !== 'part';
}

const relations: readonly (readonly [PageRelation, string])[] = [
  ['owner', 'owner'],
  ['soft-owner', 'soft owner'],
  ['uses', 'is used by'],
];

function legend(model: PageModel, valueOf: (object: PageObject) => ScaleValue | undefined): readonly string[] {
  const counts = new Map<ScaleValue, number>();
  for (const object of model.objects) {
    const value = valueOf(object);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const order = [...model.scales, families].flatMap((scale) => scale.values);
  let x = margin;
  const square = (look: string, text: string): string => {
    const entry = `<rect x="${x}" y="46" width="10" height="10" rx="2" ${look}/><text x="${x + 16}" y="55">${escapeText(text)}</text>`;
    x += 40 + text.length * 7;
    return entry;
  };
  const inOrder = [...counts].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const colours = inOrder.map(([{ label, tone }, many]) => square(`fill="var(--${tone})"`, `${label} (${many})`));
  const apart = model.objects.filter((object) => isApart(model, object)).length;
  const dashed = apart === 0 ? [] : [square('class="apart"', `takes no part (${apart})`)];
  const lines = relations.map(([relation, text]) => {
    const entry = `<path class="${relation}" d="M${x} 51h28"/><text class="small" x="${x + 34}" y="55">${text}</text>`;
    x += 60 + text.length * 6;
    return entry;
  });
  return [...colours, ...dashed, ...lines];
}

function frame({ groups, objects }: PageModel, { group, x, y, width, height }: Card): string {
  const title = groups[group]?.title ?? '';
  const count = objects.filter((object) => object.in === group).length;
  const room = Math.floor((width - 2 * cardSize.pad) / 7.2) - 5;
  return (
    `<rect class="frame" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="8"/>` +
    `<text class="head" x="${round(x + cardSize.pad)}" y="${round(y + 25)}">${escapeText(shortened(title, room))}` +
    `<tspan class="small" dx="8">${count.toString()}</tspan></text>`
  );
}

function link(one: Link): string {
  return `<path class="${one.relation}${one.far ? ' far' : ''}" d="${linePath(one.line)}"/>`;
}

function drawn(
  model: PageModel,
  valueOf: (object: PageObject) => ScaleValue | undefined,
  { object: position, x, y }: Node,
): string {
  const object = model.objects[position];
  if (object === undefined) return '';
  const { kind, namespace, name, fate } = object;
  const words = model.scales.find(({ id }) => id === 'fate')?.values.find(({ id }) => id === fate)?.label ?? fate;
  const full = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}: ${words}`;
  return (
    `<g transform="translate(${round(x)} ${round(y)})"><title>${escapeText(full)}</title>` +
    `<rect class="node${isApart(model, object) ? ' apart' : ''}" width="${nodeSize.width}" height="${nodeSize.height}" rx="5"/>` +
    `<rect width="4" height="${nodeSize.height}" rx="2" fill="var(--${valueOf(object)?.tone ?? 'grey'})"/>` +
    `<text class="small" x="13" y="15">${escapeText(shortened(kind, 34))}</text>` +
    `<text x="13" y="31">${escapeText(shortened(name, 28))}</text></g>`
  );
}

/** Cut in the middle: what tells names apart is often at their end. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - half)}…${text.slice(text.length - half)}`;
}

function round(value: number): string {
  return (Math.round(value * 10) / 10).toString();
}
