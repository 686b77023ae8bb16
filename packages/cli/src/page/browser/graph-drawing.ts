import { cardSize, itemKey, type Card, type Link, type Node as Drawn } from '../layout/drawn.ts';
import { linePath } from '../layout/links.ts';
import { nodeSize } from '../layout/tree-layout.ts';
import type { ScaleValue, Tone } from '../model/page.ts';
import type { Atlas } from './atlas.ts';
import { svg } from './dom.ts';
import type { Choice } from './state.ts';
import { count, nameOf, number, shortened } from './words.ts';

/** What decides how an object looks. */
export interface Look {
  readonly choice: Choice;
  /** Objects that the choice asks for; undefined: it asks for all. */
  readonly wanted: ReadonlySet<number> | undefined;
}

/** The colour of an object. */
export function toneOf(atlas: Atlas, object: number, choice: Choice): Tone {
  const one = atlas.model.objects[object];
  return (one === undefined ? undefined : atlas.valueOf(one, choice.colour)?.tone) ?? 'grey';
}

/** An object with its kind and name. */
export function drawNode(atlas: Atlas, { object, x, y, folded }: Drawn, look: Look): SVGGElement {
  const one = atlas.model.objects[object];
  if (one === undefined) return svg('g');
  const values = atlas.model.scales.flatMap(({ id }) => atlas.valueOf(one, id)?.label ?? []);
  const dim = look.wanted !== undefined && !look.wanted.has(object);
  const made = svg(
    'g',
    {
      class: `node ${toneOf(atlas, object, look.choice)}${dim ? ' dim' : ''}${look.choice.selected === object ? ' selected' : ''}`,
      transform: `translate(${x} ${y})`,
      'aria-label': [nameOf(one), ...values, ...(folded > 0 ? [`${count(folded, 'object')} folded below`] : [])].join(
        ', ',
      ),
      'data-object': object,
      id: itemKey({ object }),
    },
    svg('title', {}, [nameOf(one), ...values].join(', ')),
    svg('rect', { width: nodeSize.width, height: nodeSize.height, rx: 5 }),
    svg('rect', { class: 'tone', width: 4, height: nodeSize.height, rx: 2 }),
    svg('text', { class: 'small', x: 13, y: 15 }, shortened(one.kind, folded > 0 ? 26 : 33)),
    svg('text', { x: 13, y: 31 }, shortened(one.name, 27)),
  );
  if (folded > 0) {
    made.append(
      svg(
        'g',
        { class: 'fold', 'data-fold': object },
        svg('rect', { x: nodeSize.width - 46, y: 4, width: 42, height: 16, rx: 8 }),
        svg('text', { x: nodeSize.width - 25, y: 16, 'text-anchor': 'middle' }, `+${number(folded)}`),
      ),
    );
  }
  return made;
}

/** A group: its name, its counts, and what share has which value. */
export function drawCard(atlas: Atlas, card: Card, counts: GroupCounts, look: Look): SVGGElement {
  const { x, y, width, height, group, open } = card;
  const title = atlas.model.groups[group]?.title ?? '';
  const found = look.wanted === undefined ? '' : `, ${number(counts.wanted)} found`;
  const dim = look.wanted !== undefined && counts.wanted === 0;
  const made = svg(
    'g',
    {
      class: `card${open ? ' open' : ''}${dim ? ' dim' : ''}`,
      transform: `translate(${x} ${y})`,
      'aria-label': `${title}, ${count(counts.total, 'object')}${found}`,
      'data-group': group,
      id: itemKey({ group }),
    },
    svg('title', {}, title),
    svg('rect', { width, height, rx: 8 }),
    svg('rect', { class: 'grip', width, height: open ? cardSize.head : height, rx: 8 }),
    svg('text', { class: 'head', x: 34, y: 25 }, shortened(title, Math.floor((width - 60) / 7.4))),
    svg('path', { class: 'sign', d: open ? 'M14 20h10' : 'M14 20h10M19 15v10' }),
  );
  if (open) return made;
  made.append(svg('text', { class: 'small', x: 34, y: 44 }, `${count(counts.total, 'object')}${found}`));
  let left = 34;
  for (const { value, count: many } of counts.shares) {
    const share = ((width - 50) * many) / counts.total;
    made.append(
      svg('rect', { class: `share ${value.tone}`, x: left, y: 56, width: Math.max(1, share - 1), height: 7 }),
    );
    left += share;
  }
  return made;
}

/** What a group consists of. */
export interface GroupCounts {
  readonly total: number;
  /** How many the choice asks for. */
  readonly wanted: number;
  readonly shares: readonly { readonly value: ScaleValue; readonly count: number }[];
}

export function countGroups({ model, valueOf }: Atlas, { choice, wanted }: Look): readonly GroupCounts[] {
  const counted = model.groups.map(() => ({ total: 0, wanted: 0, byValue: new Map<ScaleValue, number>() }));
  model.objects.forEach((object, position) => {
    const own = counted[object.in];
    if (own === undefined) return;
    own.total += 1;
    if (wanted?.has(position) === true) own.wanted += 1;
    const value = valueOf(object, choice.colour);
    if (value !== undefined) own.byValue.set(value, (own.byValue.get(value) ?? 0) + 1);
  });
  return counted.map(({ total, wanted: found, byValue }) => ({
    total,
    wanted: found,
    shares: [...byValue].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count),
  }));
}

/** Many objects at once, seen from so far that no name could be read: one path for each colour. */
export function drawMass(atlas: Atlas, nodes: readonly Drawn[], look: Look): readonly SVGPathElement[] {
  const paths = new Map<string, string[]>();
  for (const { object, x, y } of nodes) {
    const dim = look.wanted !== undefined && !look.wanted.has(object);
    const key = `mass ${toneOf(atlas, object, look.choice)}${dim ? ' dim' : ''}`;
    const path = `M${x} ${Math.round(y)}h${nodeSize.width}v${nodeSize.height}h${-nodeSize.width}z`;
    const list = paths.get(key);
    if (list === undefined) paths.set(key, [path]);
    else list.push(path);
  }
  return [...paths].map(([key, parts]) => svg('path', { class: key, d: parts.join('') }));
}

/** Relations, one path for each sort. */
export function drawLinks(links: readonly Link[], style: string): SVGPathElement {
  return svg('path', { class: style, d: links.map(({ line }) => linePath(line)).join('') });
}
