import type { DirectedGraph } from 'graphology';
import type { DiscoveredType, OwnerLookup } from '../discover/snapshot.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { EffectiveRule } from '../provider/rules.ts';
import type { ObjectIndex } from '../provider/types.ts';

/**
 * Why an edge runs from one object to another. `owner`: the dependent names it in its ownerReferences. `soft-owner`:
 * it counts as an owner by convention (C4). `uses`: the dependent uses it, without belonging to it.
 */
export type Relation = 'owner' | 'soft-owner' | 'uses';

/** An edge; it runs from the owner, or from what is used, to the dependent. */
export interface ObjectEdge {
  readonly relation: Relation;
}

/**
 * A node of the graph. `origin` tells what is known of it: `discovered` objects may take part in the move,
 * `elsewhere` objects are only read because they may use ours, and `virtual` nodes are known from ownerReferences alone.
 */
export interface ObjectNode {
  readonly uid: string;
  /** Always at the version that discovery chose, whatever version an ownerReference was written in. */
  readonly ref: ObjectRef;
  readonly origin: 'discovered' | 'elsewhere' | 'virtual';
  /** Absent for virtual nodes. */
  readonly object?: KubeObject;
  /** Absent where the kind was not discovered. */
  readonly type?: DiscoveredType;
  /** What the providers' rules say about the kind. */
  readonly rule: EffectiveRule;
  /** For virtual nodes: whether the owner exists. */
  readonly lookup?: OwnerLookup;
  /** The object and everything below it move. */
  readonly root: boolean;
  /** The object moves, whatever is above it. */
  readonly forceMove: boolean;
  /** Cluster-scoped. */
  readonly global: boolean;
  /** Below a cluster-scoped root: the root's own kin, kept in the source like the root. */
  readonly globalHierarchy: boolean;
  /** UIDs of the roots above it, itself included if it is one. Nodes with the same roots share one set. */
  readonly tenants: ReadonlySet<string>;
  /** The circle of owners in which the object is caught. */
  readonly cycle?: OwnerCycle;
}

/** Objects that own one another in a circle, so that none of them can be created first. */
export interface OwnerCycle {
  /** UIDs in the order in which one owns the next; the last owns the first. */
  readonly members: readonly string[];
  /** `MachineSet fleet/a > Machine fleet/b > MachineSet fleet/a`. */
  readonly path: string;
}

/** One of two nodes with an edge between them, as seen from the other. */
export interface Neighbour {
  readonly node: ObjectNode;
  readonly relation: Relation;
}

/** The objects of a snapshot and how they belong together. A value: nothing in it changes any more. */
export interface ObjectGraph {
  /**
   * The whole as a graph of graphology, keyed by UID, for whatever its libraries can do. It is made when it is read for
   * the first time: for 100,000 objects that takes seconds, and planning asks for neighbours only.
   */
  readonly digraph: DirectedGraph<ObjectNode, ObjectEdge>;
  /** All nodes, in the order of their references. */
  readonly nodes: readonly ObjectNode[];
  /** All nodes, owners and soft owners before their dependents; members of a cycle next to each other. */
  readonly ownersFirst: readonly ObjectNode[];
  readonly cycles: readonly OwnerCycle[];
  /** Discovered objects and those elsewhere. */
  readonly index: ObjectIndex;
  /** The node of a UID, if the graph has one. */
  nodeOf(uid: string): ObjectNode | undefined;
  /** What a node depends on: its owners, its soft owners and what it uses. */
  ownersOf(node: ObjectNode): readonly Neighbour[];
  /** What depends on a node: its dependents, soft ones included, and its users. */
  dependentsOf(node: ObjectNode): readonly Neighbour[];
}
