import type { Diagnostic } from '../errors.ts';
import type { ClusterFacts, DiscoveredType } from '../discover/snapshot.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/** What is to be moved. */
export interface Scope {
  readonly namespace: string;
  /** How the namespace is called in the target; absent: the same. */
  readonly targetNamespace?: string;
  /** Only these Clusters of the namespace; absent: everything in it. */
  readonly clusters?: readonly string[];
  /**
   * The move is one of several of the namespace at the same time, and this is its name among them. It has Leases of its
   * own, which let others pass that have no Cluster in common with it; what Clusters share has to be in the target
   * already, and is neither held nor changed.
   */
  readonly shard?: string;
  /** Nothing but what Clusters of the namespace share; all of it is copied. It comes before the moves of shards. */
  readonly sharedOnly?: true;
  /** Objects of these kinds stay in the source with all that they own, held for good, and are copied. */
  readonly keepInSource?: readonly KeptKind[];
  /** What the user has decided about objects that the target has already; in the order of references. */
  readonly conflicts?: readonly ResolvedConflict[];
}

/**
 * What becomes of an object that the target has already. `skip`: the target's stays as it is, and so does the source's.
 * `update`: the target's is replaced by the source's, and put back if the move is undone.
 */
export type ConflictChoice = 'skip' | 'update';

export interface ResolvedConflict {
  readonly ref: ObjectRef;
  readonly choice: ConflictChoice;
}

/** A kind, of whatever version. */
export interface KeptKind {
  readonly group: string;
  readonly kind: string;
}

/**
 * `move`: created in the target, then removed from the source. `copy`: created in the target unless an equal one is
 * there, and kept in the source, because something else uses it.
 */
export type Fate = 'move' | 'copy';

/**
 * An ownerReference that is not written in the target: its owner exists nowhere any more, or, for a copy, its owner is
 * no part of the move. The diagnostics say which (`stale-owner`, `owner-not-copied`).
 */
export interface DroppedOwner {
  readonly ref: ObjectRef;
  readonly uid: string;
}

/** One object of the plan. */
export interface PlannedObject {
  readonly ref: ObjectRef;
  /** UID in the source. */
  readonly uid: string;
  /** resourceVersion in the source when the plan was made. */
  readonly resourceVersion: string;
  readonly fate: Fate;
  /** For `copy`: why it is kept in the source. */
  readonly because?: string;
  /** For `copy`: it stays held in the source when the move is done, because the user wants it kept there. */
  readonly heldInSource?: true;
  /** For `copy`: the target has to have an equal one; it is neither created there nor held in the source. */
  readonly there?: true;
  /** False: an equal one in the target is a collision, whoever may share it. */
  readonly adopt?: false;
  /** What is done if the target has one of this name that is not the same; absent: nothing is, the move is refused. */
  readonly onConflict?: ConflictChoice;
  /** UIDs of owners that must be ready in the target first; all are in the plan. */
  readonly owners: readonly string[];
  /** UIDs of soft owners that must be ready in the target first; all are in the plan. */
  readonly softOwners: readonly string[];
  readonly droppedOwners: readonly DroppedOwner[];
  /** UIDs of the Clusters that this object belongs to. */
  readonly clusters: readonly string[];
  /** Index into `Plan.groups`. */
  readonly group: number;
  /** `none`: the kind has no status subresource, or the object no status. */
  readonly status: 'carry' | 'drop' | 'none';
}

/** An object in scope that the move does not take along. */
export interface LeftBehind {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly because: string;
  /** The source's garbage collector will delete it, because all its owners go. */
  readonly collected: boolean;
}

/**
 * A move as a value: frozen, JSON-serialisable, free of object bodies and so of secrets. The executor does what is
 * written here and nothing else. Everything in it is in a total order: the same input gives the same bytes.
 */
export interface Plan {
  /**
   * 2 with a `targetNamespace`: a reader that does not know of it would put objects where they do not belong. 3 with a
   * `shard` or `sharedOnly`: it would take the wrong Leases.
   */
  readonly formatVersion: 1 | 2 | 3;
  readonly scope: Scope;
  /** `drop`: no status travels, as with clusterctl. */
  readonly statusPolicy: 'carry' | 'drop';
  readonly source: ClusterFacts;
  /** The types of the planned objects. */
  readonly types: readonly DiscoveredType[];
  /** Sorted by group, then by reference. */
  readonly objects: readonly PlannedObject[];
  /** UIDs by move group (E5): every object's owners are in earlier groups. */
  readonly groups: readonly (readonly string[])[];
  readonly leftBehind: readonly LeftBehind[];
  /** What planning found; preflight adds to it. */
  readonly diagnostics: readonly Diagnostic[];
}
