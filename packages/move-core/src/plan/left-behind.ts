import type { Snapshot } from '../discover/snapshot.ts';
import type { Diagnostic } from '../errors.ts';
import type { ObjectGraph, ObjectNode } from '../graph/types.ts';
import { compareRefs, compareText, refOf } from '../model/object-ref.ts';
import type { ClustersOf } from './clusters.ts';
import type { Obstacle } from './obstacles.ts';
import { collectedCopy, collectedDependent, leftByRule, leftByObstacle, notLinked, type Remnant } from './remnants.ts';
import type { Selection } from './selection.ts';
import type { LeftBehind, Scope } from './types.ts';

/** What a plan knows when it looks for what it leaves behind. */
export interface Leaving {
  readonly graph: ObjectGraph;
  readonly snapshot: Pick<Snapshot, 'dependents'>;
  readonly scope: Scope;
  readonly selection: Selection;
  readonly clustersOf: ClustersOf;
  readonly unplaced: ReadonlyMap<string, Obstacle>;
  /** UIDs that the source's garbage collector will take. */
  readonly collected: ReadonlySet<string>;
}

/**
 * Lists what the move does not take along, where clusterctl is silent (C6, E5.3), with a finding for each:
 * - chosen objects that cannot be placed;
 * - objects of the moved namespace whose kind takes part in moves, but which belong to nothing that moves;
 * - Secrets and ConfigMaps there that belong to something that takes part, but do not take part themselves;
 * - anything, of whatever kind, that the source's garbage collector will take because all its owners go.
 *
 * Other Secrets and ConfigMaps, what is owned by things that stay, and other namespaces are not its concern. With
 * selected Clusters everything else stays because it was asked to, and is mentioned only if it will be collected.
 */
export function findLeftBehind(leaving: Leaving): {
  readonly leftBehind: readonly LeftBehind[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const remnants = [...remnantsOf(leaving), ...collectedDependents(leaving)].sort(
    (a, b) => compareRefs(a.ref, b.ref) || compareText(a.uid, b.uid),
  );
  return {
    leftBehind: remnants.flatMap(({ ref, uid, because, collected, stays }) =>
      stays === 'as a copy' ? [] : [{ ref, uid, because, collected }],
    ),
    diagnostics: remnants.map(({ ref, code, severity, because, collected, remedy }) => ({
      code,
      severity,
      ref,
      message: collected ? `${because}; the source's garbage collector will delete it` : because,
      ...(remedy === undefined ? {} : { remedy }),
    })),
  };
}

function* remnantsOf(leaving: Leaving): Iterable<Remnant> {
  for (const node of leaving.graph.nodes) {
    const remnant = remnantOf(leaving, node);
    if (remnant !== undefined) yield remnant;
  }
}

function remnantOf(leaving: Leaving, node: ObjectNode): Remnant | undefined {
  if (node.origin !== 'discovered') return undefined;
  const { scope, selection, unplaced } = leaving;
  const collected = leaving.collected.has(node.uid);
  if (selection.chosen.has(node.uid)) {
    const obstacle = unplaced.get(node.uid);
    if (obstacle !== undefined) return leftByObstacle(node, obstacle, collected);
    return collected ? collectedCopy(node) : undefined;
  }
  const isOurs =
    node.ref.namespace === scope.namespace && (scope.clusters === undefined || belongsToChosen(leaving, node));
  if (node.rule.leave !== undefined) {
    return isOurs || collected ? leftByRule(node, node.rule.leave.because, collected) : undefined;
  }
  if (!collected && !(isOurs && (takesPart(node) || belongsToParticipant(leaving.graph, node)))) return undefined;
  return notLinked(node, ownersOf(leaving.graph, node), collected);
}

function belongsToChosen({ clustersOf, selection }: Leaving, node: ObjectNode): boolean {
  return clustersOf(node).some(({ uid }) => selection.chosen.has(uid));
}

/** The kind is one that clusterctl moves, or that a provider asks for; core kinds are everybody's. */
function takesPart({ ref, type, rule }: ObjectNode): boolean {
  return ref.group !== '' && (type?.labelled === true || rule.discover === true);
}

function belongsToParticipant(graph: ObjectGraph, node: ObjectNode): boolean {
  return ownersOf(graph, node).some(({ origin, rule }) => origin === 'discovered' && rule.leave === undefined);
}

function ownersOf(graph: ObjectGraph, node: ObjectNode): readonly ObjectNode[] {
  return graph
    .ownersOf(node)
    .flatMap(({ node: owner, relation }) => (relation === 'uses' || owner.lookup?.state === 'absent' ? [] : [owner]));
}

function collectedDependents({ graph, snapshot, collected }: Leaving): readonly Remnant[] {
  return snapshot.dependents.flatMap((object): Remnant[] => {
    const { uid, ownerReferences = [] } = object.metadata;
    if (uid === undefined || !collected.has(uid) || graph.index.byUid(uid) !== undefined) return [];
    return [collectedDependent(refOf(object), uid, ownerReferences)];
  });
}
