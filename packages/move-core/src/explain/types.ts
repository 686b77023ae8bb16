import type { Diagnostic } from '../errors.ts';
import type { Relation } from '../graph/types.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { GitopsOwner } from '../plan/gitops.ts';
import type { Hold } from '../provider/types.ts';

/**
 * Why one object of the source has its place in a plan. A value of names and decisions, without anything of what is in
 * the object.
 */
export interface ObjectExplanation {
  readonly ref: ObjectRef;
  /** UID in the source. */
  readonly uid: string;
  /** `stay`: no part of the move. `collected`: likewise, and the source's garbage collector will take it. */
  readonly fate: 'move' | 'copy' | 'stay' | 'collected';
  /** Why, as the rest of a sentence that begins with the object. */
  readonly because: string;
  /** The way from the object to what takes it along, upwards; empty if nothing above it does. */
  readonly chain: readonly ChainLink[];
  /** The Clusters that it belongs to, sorted. */
  readonly clusters: readonly ObjectRef[];
  /** For what goes to the target: in which move group it is created, from 0, and whether its status goes along. */
  readonly placed?: { readonly group: number; readonly groups: number; readonly status: 'carry' | 'drop' | 'none' };
  /** Absent for what stays. */
  readonly hold?: HoldExplanation;
  /** What is found about it, errors first. */
  readonly findings: readonly Diagnostic[];
  /** What applies it, or something above it, by GitOps. */
  readonly gitops: readonly GitopsFight[];
}

/** One step of a chain: what is above, and by what the lower one belongs to it. */
export interface ChainLink {
  readonly relation: Relation;
  readonly ref: ObjectRef;
}

/** How an object is kept still while it moves. */
export interface HoldExplanation {
  readonly by: Hold['by'] | 'nothing';
  /** For `cluster` and `owner`: what is paused in its stead. */
  readonly holders: readonly ObjectRef[];
  /** For `self`: it is paused already, by its user, and stays so. */
  readonly pausedByUser: boolean;
  readonly releaseOrder?: number;
  /** False: its controller acts on a deletion even while it is held, which is why finalizers go first. */
  readonly stopsDeletion: boolean;
  readonly harmOnDelete?: string;
  /** Why a provider says that it must not be touched yet, as phrases. */
  readonly blockedBy: readonly string[];
}

/** Something that would fight the move, and how it is told to stop. */
export interface GitopsFight {
  readonly owner: GitopsOwner;
  /** What carries its marks: the object itself, or something above it. */
  readonly on: ObjectRef;
  /** Command lines that suspend it, each by itself enough; `NAME` and `NAMESPACE` stand for what its marks do not tell. */
  readonly suspend: readonly string[];
}
