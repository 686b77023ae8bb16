import type { Snapshot } from '../discover/snapshot.ts';
import type { Diagnostic } from '../errors.ts';
import { buildGraph } from '../graph/build.ts';
import { isMoveNode } from '../graph/neighbours.ts';
import type { ObjectGraph, ObjectNode } from '../graph/types.ts';
import { formatRef, refKey, refOf, type ObjectRef } from '../model/object-ref.ts';
import { clustersOfNodes } from '../plan/clusters.ts';
import { gitopsOf } from '../plan/gitops.ts';
import type { Plan } from '../plan/types.ts';
import type { Provider } from '../provider/types.ts';
import { allAbove, wayUp, type Step } from './chain.ts';
import { explainHold } from './held.ts';
import { suspendCommands } from './suspend.ts';
import type { GitopsFight, ObjectExplanation } from './types.ts';

/** What an explanation goes by. */
export interface ExplainObjectOptions {
  /** The snapshot that the plan was made from. */
  readonly snapshot: Snapshot;
  readonly providers: readonly Provider[];
  /** What was found; default: what planning has found. Give what `preflight` came to, if it was asked. */
  readonly findings?: readonly Diagnostic[];
}

/** The objects of a snapshot that can be explained, sorted: all that discovery has read. */
export function explainableObjects({ objects, elsewhere, dependents }: Snapshot): readonly ObjectRef[] {
  const refs = [...objects, ...elsewhere, ...dependents].map((object) => refOf(object));
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, ref]) => ref);
}

/**
 * Explains one object of the source: what a move does with it and why, what holds it meanwhile, what was found about it,
 * and what would fight the move. Pure: nothing is read. Undefined for an object that is not in the snapshot.
 */
export function explainObject(
  plan: Plan,
  ref: ObjectRef,
  options: ExplainObjectOptions,
): ObjectExplanation | undefined {
  const { snapshot, providers, findings = plan.diagnostics } = options;
  const key = refKey(ref);
  const concerning = findings.filter((finding) => finding.ref !== undefined && refKey(finding.ref) === key);
  const graph = buildGraph(snapshot, providers);
  const node = graph.nodes.find((one) => one.object !== undefined && refKey(one.ref) === key);
  if (node === undefined) return explainDependent(plan, key, { snapshot, concerning });
  const planned = plan.objects.find(({ uid }) => uid === node.uid);
  const left = plan.leftBehind.find(({ uid }) => uid === node.uid);
  const clustersOf = clustersOfNodes(graph);
  const chain = node.root ? [] : (wayUp(graph, node, ({ root }) => root) ?? []);
  return {
    ref: node.ref,
    uid: node.uid,
    fate: planned?.fate ?? (left?.collected === true ? 'collected' : 'stay'),
    because:
      planned === undefined ? (left?.because ?? whyStaying(plan, node)) : (planned.because ?? whyMoving(node, chain)),
    chain: chain.map(({ relation, node: above }) => ({ relation, ref: above.ref })),
    clusters: clustersOf(node).map((cluster) => cluster.ref),
    ...(planned === undefined
      ? {}
      : {
          placed: { group: planned.group, groups: plan.groups.length, status: planned.status },
          hold: explainHold(graph, node, providers, clustersOf),
        }),
    findings: concerning,
    gitops: fights(graph, node),
  };
}

function whyMoving({ root, forceMove }: ObjectNode, chain: readonly Step[]): string {
  if (root) return 'it moves with all that is below it, by the rule or the label of its kind';
  const top = chain.at(-1);
  if (top !== undefined) return `it belongs to ${formatRef(top.node.ref)}, which moves with all that is below it`;
  return forceMove ? 'it, or its kind, is marked to move by itself' : 'something that moves cannot do without it';
}

function whyStaying({ scope }: Plan, node: ObjectNode): string {
  const { origin, rule, ref } = node;
  if (origin === 'elsewhere') return 'it is in another namespace, and was only read because it may use what moves';
  if (rule.leave !== undefined) return rule.leave.because;
  if (isMoveNode(node)) return 'it belongs to none of the selected Clusters';
  const place = ref.namespace === scope.namespace ? '' : 'it is not in the namespace that moves, and ';
  return `${place}nothing that moves owns it, and neither it nor its kind is labelled to move`;
}

/** Of objects whose kind takes no part only the metadata is known, and that only if something owns them. */
function explainDependent(
  plan: Plan,
  key: string,
  { snapshot, concerning }: { readonly snapshot: Snapshot; readonly concerning: readonly Diagnostic[] },
): ObjectExplanation | undefined {
  const object = snapshot.dependents.find((one) => refKey(refOf(one)) === key);
  if (object === undefined) return undefined;
  const { uid = '' } = object.metadata;
  const left = plan.leftBehind.find((one) => one.uid === uid);
  return {
    ref: refOf(object),
    uid,
    fate: left?.collected === true ? 'collected' : 'stay',
    because: left?.because ?? 'its kind takes no part in moves',
    chain: [],
    clusters: [],
    findings: concerning,
    gitops: [],
  };
}

/** What applies the object or something above it. Who creates an owner again makes its controllers act, too. */
function fights(graph: ObjectGraph, node: ObjectNode): readonly GitopsFight[] {
  const found = new Map<string, GitopsFight>();
  for (const one of [node, ...allAbove(graph, node)]) {
    const owner = one.object === undefined ? undefined : gitopsOf(one.object);
    if (owner === undefined) continue;
    const key = JSON.stringify(owner);
    if (!found.has(key)) found.set(key, { owner, on: one.ref, suspend: suspendCommands(owner) });
  }
  return [...found.values()];
}
