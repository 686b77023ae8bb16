import type { Diagnostic } from '../errors.ts';
import type { Difference } from '../equality/difference.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/** Selects kinds: of one group, or of every group where `group` is absent; one kind, or every kind of the group. */
export interface KindSelector {
  readonly group?: string;
  readonly kind?: string;
}

/** How kinds take part in a move. All fields but `kinds` are optional; the first rule that sets a field decides it. */
export interface KindRule {
  readonly kinds: readonly KindSelector[];
  /** Discover the kind although its CRD carries no `clusterctl.cluster.x-k8s.io` label. */
  readonly discover?: boolean;
  /** The object moves, and everything below it (clusterctl's move-hierarchy, C5). */
  readonly root?: boolean;
  /** The object moves even if nothing above it does (clusterctl's move label, B1.5). */
  readonly move?: boolean;
  /** The object never moves; because says why, in a sentence for the plan. */
  readonly leave?: { readonly because: string };
  /** Whether status travels; default `carry`. */
  readonly status?: 'carry' | 'drop';
  /** Controllers copy this kind's metadata to other objects, so that no mark may stay on it (contract 7.3). */
  readonly copiesMetadata?: boolean;
  /**
   * Objects of this kind in other namespaces may use objects of the moved one. They are read (never moved), so that
   * what they use is copied and kept instead of taken away (C8.2).
   */
  readonly usersElsewhere?: boolean;
}

/** Looks up objects of a snapshot. */
export interface ObjectIndex {
  byUid(uid: string): KubeObject | undefined;
  /** By group and kind, whatever the version. `namespace` is undefined for cluster-scoped objects. */
  find(group: string, kind: string, namespace: string | undefined, name: string): KubeObject | undefined;
  /** All objects of a kind, in the order of their references. */
  ofKind(group: string, kind: string): readonly KubeObject[];
}

/** A relation that ownerReferences do not show. */
export interface Relationship {
  /**
   * `soft-owner`: counts as an owner for order and for what belongs to what, but is never written as an
   * ownerReference (C4). `uses`: keeps the used object in the source while a user stays there; nothing else.
   */
  readonly relation: 'soft-owner' | 'uses';
  /** The owner, or what is used. */
  readonly owner: KubeObject;
}

/** One row of the hold table: how objects of these kinds are kept still while they move (contract 2.1). */
export interface Hold {
  readonly kinds: readonly KindSelector[];
  /** `self`: by a patch on the object; `cluster`: by its Cluster's pause; `none`: it cannot be held. */
  readonly by: 'self' | 'cluster' | 'none';
  /** For `self`: the merge patch that holds the object. It must change nothing on an object that is held already. */
  pause?(object: KubeObject): JsonObject;
  /** What the object's controller has not yet said or done, as a phrase; undefined once it is quiet (contract 2.3). */
  awaits?(object: KubeObject): string | undefined;
  /** For `self`: objects of lower numbers are released first, those of equal numbers together. */
  readonly releaseOrder?: number;
  /** The controller does not act on a deletion while the object is held. */
  readonly stopsDeletion: boolean;
  /** What a controller would destroy if it saw the object being deleted. */
  readonly harmOnDelete?: string;
  /** JSON pointers below which the controller goes on writing while the object is held. */
  readonly writesWhileHeld?: readonly string[];
}

/**
 * A provider tells what is particular about some kinds. Everything is optional, synchronous and pure: no I/O, no
 * state. Cluster API's own kinds are described with this interface and nothing else.
 */
export interface Provider {
  readonly name: string;
  readonly rules?: readonly KindRule[];
  readonly holds?: readonly Hold[];
  /** Relations by convention: names, labels, annotations, spec references. Called for every discovered object. */
  relate?(object: KubeObject, index: ObjectIndex): Iterable<Relationship>;
  /** Objects outside the moved namespace that this one cannot do without. They are fetched, and asked in turn. */
  requires?(object: KubeObject): Iterable<ObjectRef>;
  /** Reasons not to start. Called for every object that is going to move or to be copied. */
  inspect?(object: KubeObject, index: ObjectIndex): Iterable<Diagnostic>;
  /** Why the object must not be touched yet, as a phrase; read again after the hold until undefined. */
  blockedBy?(object: KubeObject): string | undefined;
  /** Changes what is created in the target. `draft` is what the core would send, `pristine` what the source holds. */
  project?(draft: KubeObject, pristine: KubeObject): KubeObject;
  /** True for a difference that the target's own controllers are entitled to. */
  tolerates?(difference: Difference, object: KubeObject): boolean;
}
