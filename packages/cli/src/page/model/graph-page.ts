import { formatRef } from '@tsmove/move-core';
import { count } from '../../view/words.ts';
import type { GraphDocument, GraphNode } from './graph-document.ts';
import { groupByCluster, withoutEmpty } from './groups.ts';
import { refFields, withOwners } from './objects.ts';
import type { PageFinding, PageModel } from './page.ts';
import { parts } from './scales.ts';
import { timeWords } from './time-words.ts';

/** Where a graph comes from. */
export interface GraphSurroundings {
  readonly namespace: string;
  readonly from: string;
  /** RFC 3339. */
  readonly madeAt: string;
  readonly tool: string;
}

/** The page of a graph: what plans are made from. */
export function graphPage(graph: GraphDocument, around: GraphSurroundings): PageModel {
  const clusters = graph.nodes.filter(({ origin, ref }) => origin === 'discovered' && isCluster(ref));
  const grouping = groupByCluster(new Map(clusters.map(({ uid, ref }) => [uid, formatRef(ref)])), 'Takes no part');
  const placed = graph.nodes.map((node) => ({
    ...refFields(node.ref),
    uid: node.uid,
    // What is elsewhere, or only named, stands beside what it belongs to; without that it says little.
    in: node.takesPart || node.tenants.length > 0 ? grouping.place(node.tenants) : grouping.rest,
    fate: partOf(node),
    notes: notesOn(node),
  }));
  const { groups, objects } = withoutEmpty(grouping.groups, placed);
  const taking = graph.nodes.filter(({ takesPart }) => takesPart).length;
  return {
    formatVersion: 1,
    subject: 'graph',
    title: `Objects of namespace ${around.namespace}`,
    verdict:
      graph.cycles.length > 0
        ? { tone: 'red', text: `${count(graph.cycles.length, 'circle')} of owners: these objects cannot move.` }
        : {
            tone: 'blue',
            text: `${count(taking, 'object')} of ${graph.nodes.length.toString()} would take part in a move.`,
          },
    facts: [
      ['Namespace', around.namespace],
      ['From', around.from],
      ['Made', timeWords(around.madeAt)],
      ['By', around.tool],
    ],
    scales: [parts],
    groups,
    objects: withOwners(objects, graph.edges),
    findings: graph.cycles.map(({ path }): PageFinding => ({
      severity: 'error',
      code: 'owner-cycle',
      message: `owners form a circle: ${path}`,
    })),
    next: [],
  };
}

function isCluster({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return group === 'cluster.x-k8s.io' && kind === 'Cluster';
}

function partOf({ origin, takesPart }: GraphNode): string {
  if (origin === 'virtual') return 'named';
  if (origin === 'elsewhere') return 'elsewhere';
  return takesPart ? 'part' : 'outside';
}

const lookups = { absent: 'no', present: 'yes', unknown: 'could not be read' } as const;

function notesOn({ root, forceMove, global, lookup }: GraphNode): readonly (readonly [string, string])[] {
  return [
    ...(root ? [['Hierarchy', 'everything below it moves, too'] as const] : []),
    ...(forceMove && !root ? [['Label', 'moves, whatever is above it'] as const] : []),
    ...(global ? [['Scope', 'the whole management cluster'] as const] : []),
    ...(lookup === undefined ? [] : [['Exists', lookups[lookup.state]] as const]),
  ];
}
