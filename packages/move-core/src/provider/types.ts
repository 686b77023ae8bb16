import type { Diagnostic } from '../errors.ts';
import type { Difference } from '../equality/difference.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/** Selects kinds: of one group, or of every group where `group` is absent; one kind, or every kind of the group. */
export interface KindSelector {
  readonly group?: string;
  readonly kind?: string;
  /**
   * Kinds whose name ends in this, as Cluster API's contract has it for templates of whatever provider. Kinds that have
   * nothing but this for a name are not among them.
   */
  readonly kindEndsWith?: string;
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
  /**
   * The object never moves; because says why, in a sentence for the plan. `rebuilt`: its controller makes it anew out of
   * what moves, so that nothing is lost if the source's garbage collector takes it.
   */
  readonly leave?: { readonly because: string; readonly rebuilt?: boolean };
  /** Whether status travels; default `carry`. `require`: even if a user asks for a move without status. */
  readonly status?: 'carry' | 'drop' | 'require';
  /**
   * False: an object of this kind that the target has already is never taken as the moved one, however equal it is,
   * because whoever looks after it there would act on what moves. Default: what clusters may share is adopted.
   */
  readonly adopt?: false;
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
  /**
   * `self`: by a patch on the object; `cluster`: by its Cluster's pause; `owner`: by the hold of what it belongs to;
   * `none`: it cannot be held.
   */
  readonly by: 'self' | 'cluster' | 'owner' | 'none';
  /** For `self`: the merge patch that holds the object. It must change nothing on an object that is held already. */
  pause?(object: KubeObject): JsonObject;
  /** What the object's controller has not yet said or done, as a phrase; undefined once it is quiet (contract 2.3). */
  awaits?(object: KubeObject): string | undefined;
  /**
   * For a controller that never says that it has seen the hold, but may be in the middle of something: for how long, in
   * milliseconds, the object must not have changed before it counts as quiet.
   */
  readonly settlesForMs?: number;
  /**
   * For `cluster`, and a controller that is not always woken by the pause of a Cluster, so that it may never say what is
   * awaited: how long after the Cluster has acknowledged, in milliseconds, an object that does not change counts as quiet.
   */
  readonly silentForMs?: number;
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
 * Where objects of these kinds name namespaces of the management cluster, beyond what holds for every kind: that
 * `namespace` beside a `name` or a `kind` is one. Needed for moves into a namespace of another name. Places are JSON
 * pointers; `*` stands for any one step.
 */
export interface NamespacePlaces {
  readonly kinds: readonly KindSelector[];
  /** A text that is a namespace. */
  readonly names?: readonly string[];
  /** A text that begins with a namespace: `namespace/name`, `namespace.name`. */
  readonly prefixes?: readonly { readonly at: string; readonly separator: '/' | '.' }[];
  /** JSON as text; `holds` is the place whose value it has, the empty text for the whole object. */
  readonly json?: readonly { readonly at: string; readonly holds: string }[];
  /** A namespace that may have to change, or not: it stays as it is, and refuses the move if it is the one moved. */
  readonly unclear?: readonly string[];
  /** At and below it nothing is a namespace of the management cluster, whatever it looks like. */
  readonly keeps?: readonly string[];
}

/** A move into a namespace of another name. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
  /** Whether the object's status travels. */
  readonly status: 'carry' | 'drop' | 'none';
}

/** What a plan has decided about an object. */
export interface Planned {
  /** `move`: it leaves the source. `copy`: it stays there as well. */
  readonly fate: 'move' | 'copy';
  /** For `copy`: why it is kept in the source. */
  readonly because?: string;
  /** The user wants it to stay in the source, and stay held there for good. */
  readonly heldInSource?: true;
}

/**
 * A provider tells what is particular about some kinds. Everything is optional, synchronous and pure: no I/O, no
 * state. Cluster API's own kinds are described with this interface and nothing else.
 */
export interface Provider {
  readonly name: string;
  /** API groups that the provider knows although it needs no rule for them. Those of its rules and holds count too. */
  readonly knowsGroups?: readonly string[];
  readonly rules?: readonly KindRule[];
  readonly holds?: readonly Hold[];
  /**
   * Relations by convention: names, labels, annotations, spec references. Called for every discovered object; an empty
   * array is the cheapest answer for those that have none.
   */
  relate?(object: KubeObject, index: ObjectIndex): Iterable<Relationship>;
  /** Objects outside the moved namespace that this one cannot do without. They are fetched, and asked in turn. */
  requires?(object: KubeObject): Iterable<ObjectRef>;
  /** Reasons not to start. Called for every object that is going to move or to be copied. */
  inspect?(object: KubeObject, index: ObjectIndex, planned: Planned): Iterable<Diagnostic>;
  /** Kinds of which the target's objects, of all namespaces, are read for {@link inspectTarget} and {@link keepHeld}. */
  readonly readsInTarget?: readonly { readonly group: string; readonly kind: string }[];
  /**
   * Reasons not to start that only the target gives. `source` is what was discovered, `target` the objects of
   * {@link readsInTarget}, none of a kind that the target does not serve. Asked before the first write, and once more
   * before the commit point: an error found then undoes the move.
   */
  inspectTarget?(object: KubeObject, source: ObjectIndex, target: ObjectIndex): Iterable<Diagnostic>;
  /**
   * Reasons not to start because of a shared object that the target has already, and that is neither changed nor held there:
   * `there` is it. `planned` holds what is going to move or to be copied, as it is in the source.
   */
  inspectAdopted?(there: KubeObject, planned: ObjectIndex): Iterable<Diagnostic>;
  /**
   * Why an object must stay held in the target when the move is done, as a phrase. Asked right before it would be
   * released; whoever has done what is missing lifts the hold by hand.
   */
  keepHeld?(object: KubeObject, target: ObjectIndex): string | undefined;
  /**
   * JSON pointers to what stays the same for as long as an object stands for the same thing: an endpoint, a serial
   * number, a key. One in the target is never replaced by one of the source where these are set in both and differ.
   */
  identifiedBy?(object: KubeObject): Iterable<string>;
  /** Where objects name namespaces. The first provider that knows a place decides. */
  readonly namespaces?: readonly NamespacePlaces[];
  /** Reasons why an object cannot go to a namespace of another name. Asked for every object of such a move. */
  inspectRenamed?(object: KubeObject, index: ObjectIndex, renaming: Renaming): Iterable<Diagnostic>;
  /** Why the object must not be touched yet, as a phrase; read again after the hold until undefined. */
  blockedBy?(object: KubeObject): string | undefined;
  /** Changes what is created in the target. `draft` is what the core would send, `pristine` what the source holds. */
  project?(draft: KubeObject, pristine: KubeObject): KubeObject;
  /** True for a difference that the target's own controllers are entitled to. */
  tolerates?(difference: Difference, object: KubeObject): boolean;
}
