import { pictureOf, type DrawOptions, type PicturedGroup, type PicturedNode } from './picture.ts';
import type { ObjectGraph, Relation } from './types.ts';

const arrows: Readonly<Record<Relation, string>> = { owner: '-->', 'soft-owner': '-.->', uses: '-. uses .->' };

/**
 * Draws a graph as a Mermaid flowchart: arrows run from owner to dependent, dashed ones from soft owners and, marked so,
 * from what is used; the objects of a Cluster are boxed together; what takes no part is grey.
 */
export function renderMermaid(graph: ObjectGraph, options?: DrawOptions): string {
  const { groups, edges } = pictureOf(graph, options);
  const grey = groups.flatMap(({ nodes }) => nodes.filter((node) => node.grey).map(({ key }) => key));
  const lines = [
    'flowchart LR',
    ...groups.flatMap(groupLines),
    ...edges.map(({ from, to, relation }) => `  ${from} ${arrows[relation]} ${to}`),
    ...(grey.length === 0 ? [] : [`  classDef grey ${greyStyle}`, `  class ${grey.join(',')} grey`]),
  ];
  return `${lines.join('\n')}\n`;
}

const greyStyle = 'color:#888,stroke:#bbb,stroke-dasharray:3';

function groupLines({ title, nodes }: PicturedGroup, position: number): readonly string[] {
  if (title === undefined) return nodes.map((node) => `  ${nodeLine(node)}`);
  const inside = nodes.map((node) => `    ${nodeLine(node)}`);
  return [`  subgraph g${position}["${escape(title)}"]`, ...inside, '  end'];
}

const brackets: Readonly<Record<PicturedNode['shape'], readonly [string, string]>> = {
  cluster: ['[[', ']]'],
  object: ['[', ']'],
  virtual: ['(', ')'],
};

function nodeLine({ key, kind, name, shape }: PicturedNode): string {
  const [open, close] = brackets[shape];
  return `${key}${open}"${escape(kind)}<br/>${escape(name)}"${close}`;
}

/** Mermaid has no escape character; it takes character references in the place of what would end or format a text. */
function escape(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9 ./_:-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
