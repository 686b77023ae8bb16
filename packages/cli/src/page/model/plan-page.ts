import { formatRef, type Diagnostic, type LeftBehind, type Plan, type PlannedObject } from '@tsmove/move-core';
import { count, listOf } from '../../view/words.ts';
import type { GraphEdge } from './graph-document.ts';
import { groupByCluster, withoutEmpty, type Grouping } from './groups.ts';
import { pageFindings, refFields, withOwners } from './objects.ts';
import type { PageModel, PageObject } from './page.ts';
import { fates } from './scales.ts';
import { timeWords } from './time-words.ts';

/** What a plan does not say itself. */
export interface PlanSurroundings {
  /** Absent: planned without a target. */
  readonly to?: string;
  /** RFC 3339. */
  readonly madeAt: string;
  /** `tsmove 0.1.0`. */
  readonly tool: string;
  /** Everything that the source's graph knows; absent: only what the plan says, which has no uses. */
  readonly edges?: readonly GraphEdge[];
  readonly next?: PageModel['next'];
}

/** The page of a plan. */
export function planPage(plan: Plan, findings: readonly Diagnostic[], around: PlanSurroundings): PageModel {
  const { groups, objects } = plannedObjects(plan, around.edges);
  return {
    formatVersion: 1,
    subject: 'plan',
    title: `Plan of namespace ${plan.scope.namespace}`,
    verdict: verdictOn(plan, findings),
    facts: [
      ['Namespace', plan.scope.namespace],
      ...(plan.scope.targetNamespace === undefined ? [] : [['In the target', plan.scope.targetNamespace] as const]),
      ...(plan.scope.clusters === undefined ? [] : [['Only Clusters', plan.scope.clusters.join(', ')] as const]),
      ['From', `${plan.source.url} (${plan.source.version})`],
      ['To', around.to ?? 'planned without a target'],
      ['Status', plan.statusPolicy === 'carry' ? 'travels along' : 'is dropped'],
      ['Made', timeWords(around.madeAt)],
      ['By', around.tool],
    ],
    scales: [fates],
    groups,
    objects,
    findings: pageFindings(findings, objects),
    next: around.next ?? [],
  };
}

/** The objects of a plan and what it leaves behind, grouped, with what each depends on. */
export function plannedObjects(plan: Plan, edges?: readonly GraphEdge[]): Pick<PageModel, 'groups' | 'objects'> {
  const grouping = groupByCluster(clustersOf(plan), 'Left behind');
  const all = [
    ...plan.objects.map((object) => plannedObject(object, grouping)),
    ...plan.leftBehind.map((object) => leftObject(object, grouping)),
  ];
  const { groups, objects } = withoutEmpty(grouping.groups, all);
  return { groups, objects: withOwners(objects, edges ?? plannedEdges(plan)) };
}

/** UIDs and names of the Clusters that a plan takes along. */
function clustersOf(plan: Plan): ReadonlyMap<string, string> {
  const belonging = new Set(plan.objects.flatMap(({ clusters }) => clusters));
  return new Map(
    plan.objects
      .filter(({ uid, ref }) => belonging.has(uid) || (ref.group === 'cluster.x-k8s.io' && ref.kind === 'Cluster'))
      .map(({ uid, ref }) => [uid, formatRef(ref)]),
  );
}

function plannedEdges(plan: Plan): readonly GraphEdge[] {
  return plan.objects.flatMap(({ uid, owners, softOwners }) => [
    ...owners.map((owner) => ({ owner, dependent: uid, relation: 'owner' }) as const),
    ...softOwners.map((owner) => ({ owner, dependent: uid, relation: 'soft-owner' }) as const),
  ]);
}

const statusWords: Readonly<Record<PlannedObject['status'], string>> = {
  carry: 'travels along',
  drop: 'is dropped',
  none: 'has none',
};

function plannedObject(object: PlannedObject, grouping: Grouping): PageObject {
  const { ref, uid, resourceVersion, fate, because, heldInSource, group, status, clusters, droppedOwners } = object;
  return {
    ...refFields(ref),
    uid,
    in: grouping.place(clusters),
    fate,
    moveGroup: group + 1,
    notes: [
      ...(fate === 'copy' ? [['Kept because', because ?? 'something else uses it'] as const] : []),
      ...(heldInSource === true ? [['In the source', 'stays held'] as const] : []),
      ['Status', statusWords[status]],
      ...droppedOwners.map((owner) => ['Owner not written', formatRef(owner.ref)] as const),
      ['resourceVersion', resourceVersion],
    ],
  };
}

function leftObject({ ref, uid, because, collected }: LeftBehind, grouping: Grouping): PageObject {
  return {
    ...refFields(ref),
    uid,
    in: grouping.rest,
    fate: collected ? 'collected' : 'stay',
    notes: [['Left because', because]],
  };
}

function verdictOn(plan: Plan, findings: readonly Diagnostic[]): PageModel['verdict'] {
  const severity = (wanted: Diagnostic['severity']): number => findings.filter((one) => one.severity === wanted).length;
  const fate = (wanted: PlannedObject['fate']): number => plan.objects.filter((one) => one.fate === wanted).length;
  const [errors, warnings] = [severity('error'), severity('warning')];
  if (errors > 0) return { tone: 'red', text: `A move would be refused: ${count(errors, 'error')}.` };
  if (plan.objects.length === 0) return { tone: 'grey', text: 'There is nothing to move.' };
  const parts = [
    `${count(fate('move'), 'object')} to move`,
    ...(fate('copy') === 0 ? [] : [`${fate('copy').toString()} to copy and keep`]),
    ...(plan.leftBehind.length === 0 ? [] : [`${plan.leftBehind.length.toString()} left behind`]),
  ];
  const warned = warnings === 0 ? '' : ` ${count(warnings, 'warning')}.`;
  return { tone: warnings === 0 ? 'green' : 'amber', text: `Nothing stands in the way: ${listOf(parts)}.${warned}` };
}
