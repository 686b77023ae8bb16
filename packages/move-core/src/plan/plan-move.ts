import type { DiscoveredType, Snapshot } from '../discover/snapshot.ts';
import type { Diagnostic } from '../errors.ts';
import { buildGraph } from '../graph/build.ts';
import { isCluster } from '../graph/neighbours.ts';
import type { ObjectGraph, ObjectNode } from '../graph/types.ts';
import { compareRefs, compareText, refKey } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import type { NamespaceMap } from '../namespace-map/types.ts';
import type { Planned, Provider } from '../provider/types.ts';
import { clustersOfNodes } from './clusters.ts';
import { foreseeCollection } from './collection.ts';
import { orderDiagnostics } from './diagnostics.ts';
import { clusterKept, inspectObject, nothingToMove, unknownGroups, unlistableKinds } from './findings.ts';
import { formatVersionOf } from './format-version.ts';
import { deepFreeze } from './freeze.ts';
import { decideKeeping, type Keeping } from './keeping.ts';
import { findLeftBehind } from './left-behind.ts';
import { placeObjects, type Placed } from './placement.ts';
import { clusterUidsBy, planObject } from './planned-object.ts';
import { renamingFindings, requireMapOf } from './renaming.ts';
import { selectObjects } from './selection.ts';
import { requireSharding, shardingOf } from './sharding.ts';
import { sharingOf } from './sharing.ts';
import type { KeptKind, Plan, ResolvedConflict, Scope } from './types.ts';

/** What a plan is made with, besides the snapshot. */
export interface PlanOptions {
  readonly providers: readonly Provider[];
  /** Names of Clusters: only these and what belongs to them. Absent: everything in the namespace. */
  readonly clusters?: readonly string[];
  /** One of several moves of the namespace at the same time, by this name: see `Scope.shard`. Wants `clusters`. */
  readonly shard?: string;
  /** Only what Clusters share, which is copied: see `Scope.sharedOnly`. */
  readonly sharedOnly?: boolean;
  /** Objects of these kinds are copied, and stay in the source with all that they own, held for good. */
  readonly keepInSource?: readonly KeptKind[];
  /** What is done with objects that the target has already: see `findConflicts`. Absent: they refuse the move. */
  readonly conflicts?: readonly ResolvedConflict[];
  /** The namespace gets another name in the target; `from` is the snapshot's. Absent: it keeps its name. */
  readonly namespaceMap?: NamespaceMap;
  /** `drop`: no status travels, as with clusterctl. Default `carry`. */
  readonly status?: 'carry' | 'drop';
}

/**
 * Plans a move: what moves, what is copied, in which order, and what stays behind. Pure, and the same for the same
 * objects in whatever order they come. Nothing is thrown for what is wrong with the objects: all of it is in
 * `diagnostics`, so that a user sees everything at once.
 *
 * Raises DiscoveryError for a snapshot that contradicts itself (see `buildGraph`), and UsageError for a `namespaceMap`
 * that is none, or of another namespace, and for options about shards that contradict each other.
 */
export function planMove(snapshot: Snapshot, options: PlanOptions): Plan {
  return planOver(buildGraph(snapshot, options.providers), snapshot, options);
}

/** The same, with the graph of the snapshot by these providers, which several plans may share. */
export function planOver(graph: ObjectGraph, snapshot: Snapshot, options: PlanOptions): Plan {
  const { providers } = options;
  const statusPolicy = options.status ?? 'carry';
  const scope = scopeOf(snapshot, options);
  const clustersOf = clustersOfNodes(graph);
  const sharing = sharingOf(graph, scope, providers);
  const selection = selectObjects(graph, scope, clustersOf, sharing);
  const keeping = decideKeeping(graph, scope, selection, clustersOf, sharing);
  const { placed, unplaced, diagnostics: ownerFindings } = placeObjects(graph, selection, keeping);
  keeping.staying(graph.nodes.filter(({ uid }) => unplaced.has(uid)));

  const groups = groupByLevel(graph, placed);
  const choices = new Map(scope.conflicts?.map(({ ref, choice }) => [refKey(ref), choice]));
  const allPlaced = groups.flat();
  const clusterUids = clusterUidsBy(clustersOf);
  const objects = groups.flatMap((group, number) =>
    group.map((one) => planObject(one, number, { keeping, clusterUids, statusPolicy, choices, sharing })),
  );
  const retiring = new Set(objects.filter(({ fate }) => fate === 'move').map(({ uid }) => uid));
  const skipped = new Set(objects.filter(({ onConflict }) => onConflict === 'skip').map(({ uid }) => uid));
  const collected = foreseeCollection(graph, snapshot, retiring, skipped);
  const behind =
    scope.sharedOnly === true
      ? everythingElse
      : findLeftBehind({ graph, snapshot, scope, selection, clustersOf, unplaced, collected });
  const findings: readonly Diagnostic[] = [
    ...selection.diagnostics,
    ...sharing.diagnostics,
    ...ownerFindings,
    ...behind.diagnostics,
    ...nodeFindings(allPlaced, graph, providers, keeping),
    ...unknownGroups(
      objects.map(({ ref }) => ref),
      providers,
    ),
    ...(retiring.size === 0 && scope.sharedOnly !== true ? [nothingToMove(scope.namespace)] : []),
    ...unlistableKinds(snapshot.unlistable, retiring.size > 0),
    ...renamingFindings(scope, { graph, snapshot, placed: allPlaced, objects, providers }),
  ];
  return deepFreeze({
    formatVersion: formatVersionOf(scope),
    scope,
    statusPolicy,
    source: { ...snapshot.cluster },
    types: typesOf(allPlaced),
    objects,
    groups: groups.map((group) => group.map(({ node }) => node.uid)),
    leftBehind: behind.leftBehind,
    diagnostics: orderDiagnostics(findings),
  });
}

function scopeOf(
  { namespace }: Snapshot,
  { clusters, keepInSource = [], conflicts = [], namespaceMap, ...sharding }: PlanOptions,
): Scope {
  if (namespaceMap !== undefined) requireMapOf(namespace, namespaceMap);
  const kept = new Map(keepInSource.map(({ group, kind }) => [kindKey({ group, kind }), { group, kind }]));
  const scope: Scope = {
    namespace,
    ...(namespaceMap === undefined ? {} : { targetNamespace: namespaceMap.to }),
    ...(clusters === undefined ? {} : { clusters: [...new Set(clusters)].sort(compareText) }),
    ...shardingOf(sharding),
    ...(kept.size === 0
      ? {}
      : { keepInSource: [...kept].sort(([a], [b]) => compareText(a, b)).map(([, kind]) => kind) }),
    ...(conflicts.length === 0
      ? {}
      : {
          conflicts: conflicts
            .map(({ ref, choice }) => ({ ref: { ...ref }, choice }))
            .sort((a, b) => compareRefs(a.ref, b.ref)),
        }),
  };
  requireSharding(scope);
  return scope;
}

/** Where nothing but what is shared is brought, all else is to move later: it is not left behind. */
const everythingElse: ReturnType<typeof findLeftBehind> = { leftBehind: [], diagnostics: [] };

/** Move groups (E5): what has the longest way from an object without owners in common; in each, by reference. */
function groupByLevel(graph: ObjectGraph, placed: ReadonlyMap<string, Placed>): readonly (readonly Placed[])[] {
  const groups: Placed[][] = [];
  for (const { uid } of graph.nodes) {
    const one = placed.get(uid);
    if (one !== undefined) (groups[one.level] ??= []).push(one);
  }
  return groups;
}

/** What the objects themselves give reason to say. */
function nodeFindings(
  placed: readonly Placed[],
  graph: ObjectGraph,
  providers: readonly Provider[],
  keeping: Keeping,
): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  for (const { node } of placed) {
    findings.push(...keptClusters(node, keeping), ...inspectNode(node, graph, providers, keeping));
  }
  return findings;
}

function inspectNode(
  { object, ref, uid }: ObjectNode,
  graph: ObjectGraph,
  providers: readonly Provider[],
  keeping: Keeping,
): readonly Diagnostic[] {
  if (object === undefined) return [];
  return inspectObject(object, ref, providers, graph.index, plannedAs(uid, keeping));
}

function plannedAs(uid: string, keeping: Keeping): Planned {
  const because = keeping.because(uid);
  if (because === undefined) return { fate: 'move' };
  return { fate: 'copy', because, ...(keeping.isHeldInSource(uid) ? { heldInSource: true } : {}) };
}

function keptClusters(node: ObjectNode, keeping: Keeping): readonly Diagnostic[] {
  const because = isCluster(node) ? keeping.because(node.uid) : undefined;
  return because === undefined ? [] : [clusterKept(node.ref, because)];
}

function typesOf(placed: readonly Placed[]): readonly DiscoveredType[] {
  // There are many objects of few types, and one value for each type.
  const types = new Set<DiscoveredType>();
  for (const { node } of placed) if (node.type !== undefined) types.add(node.type);
  return [...types]
    .sort((a, b) => compareText(a.group, b.group) || compareText(a.kind, b.kind))
    .map((type) => ({ ...type }));
}
