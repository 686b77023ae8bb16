import { pictureOf, type DrawOptions, type PicturedGroup, type PicturedNode } from './picture.ts';
import type { ObjectGraph, Relation } from './types.ts';

const edgeStyles: Readonly<Record<Relation, string>> = {
  owner: '',
  'soft-owner': ' [style=dashed]',
  uses: ' [style=dotted, arrowhead=open]',
};

/**
 * Draws a graph in Graphviz' DOT language: arrows run from owner to dependent, dashed ones from soft owners, dotted
 * ones from what is used; the objects of a Cluster are boxed together; what takes no part is grey.
 */
export function renderDot(graph: ObjectGraph, options?: DrawOptions): string {
  const { groups, edges } = pictureOf(graph, options);
  const lines = [
    'digraph objects {',
    '  rankdir=LR;',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ...groups.flatMap(groupLines),
    ...edges.map(({ from, to, relation }) => `  ${from} -> ${to}${edgeStyles[relation]};`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function groupLines({ title, nodes }: PicturedGroup, position: number): readonly string[] {
  if (title === undefined) return nodes.map((node) => `  ${nodeLine(node)}`);
  const inside = nodes.map((node) => `    ${nodeLine(node)}`);
  return [`  subgraph cluster_${position} {`, `    label=${quote(title)};`, ...inside, '  }'];
}

function nodeLine({ key, kind, name, shape, grey }: PicturedNode): string {
  const style = [
    ...(shape === 'cluster' ? ['penwidth=2'] : []),
    ...(shape === 'virtual' ? ['style="rounded,dashed"'] : []),
    ...(grey ? ['color=gray', 'fontcolor=gray'] : []),
  ];
  return `${key} [label=${quote(`${kind}\n${name}`)}${style.map((one) => `, ${one}`).join('')}];`;
}

/** In a quoted string DOT knows the quote, the backslash and the line break. */
function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
