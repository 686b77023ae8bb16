import { applyMergePatch } from '../model/merge-patch.ts';
import { annotationFits, marks } from '../model/marks.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { KubeObject, ObjectMeta, OwnerReference } from '../model/kube-object.ts';
import { serverOwnedMetadata } from '../model/server-owned.ts';
import type { Hold, Provider } from '../provider/types.ts';

/** What the target knows an owner as. */
export interface TargetOwner {
  readonly uid: string;
  /** The storage version of the owner's kind, whatever version the source's reference was written with. */
  readonly apiVersion: string;
}

export interface ProjectionContext {
  readonly moveId: string;
  readonly providers: readonly Provider[];
  readonly hold: Hold | undefined;
  /** Controllers copy the kind's metadata to other objects: no mark may be on it (contract 7.3). */
  readonly copiesMetadata: boolean;
  /** True if status is written separately, through the subresource. */
  readonly hasStatusSubresource: boolean;
  /** Undefined for an owner that is not written, because it exists nowhere any more. */
  owner(sourceUid: string): TargetOwner | undefined;
}

/** Metadata that a create does not send as it is: what servers set, owners (told anew), and generateName (E6.3). */
const notSent: ReadonlySet<string> = new Set([...serverOwnedMetadata, 'ownerReferences', 'generateName']);

/**
 * The object to create in the target for one of the source: the same but for what a server sets itself, with owners
 * by their UIDs there, held from birth (contract 2.2) and marked. Every other value passes untouched.
 */
export function projectObject(pristine: KubeObject, context: ProjectionContext): KubeObject {
  const heldDraft = held(withoutStatus(pristine, context), context.hold);
  const draft = context.copiesMetadata ? heldDraft : markMoved(heldDraft, context.moveId);
  return context.providers.reduce<KubeObject>(
    (object, provider) => provider.project?.(object, pristine) ?? object,
    draft,
  );
}

function withoutStatus(pristine: KubeObject, context: ProjectionContext): KubeObject {
  const fields = Object.entries(pristine).filter(
    ([key]) => key !== 'metadata' && !(key === 'status' && context.hasStatusSubresource),
  );
  return {
    ...Object.fromEntries(fields),
    apiVersion: pristine.apiVersion,
    kind: pristine.kind,
    metadata: projectMetadata(pristine.metadata, context),
  };
}

function projectMetadata(metadata: ObjectMeta, context: ProjectionContext): ObjectMeta {
  const owners = projectOwners(metadata.ownerReferences ?? [], context);
  const kept = Object.entries(withoutEarlierMark(metadata)).filter(([key]) => !notSent.has(key));
  return {
    ...Object.fromEntries<JsonValue | undefined>(kept),
    name: metadata.name,
    ...(owners.length === 0 ? {} : { ownerReferences: owners }),
  };
}

/** It tells which move has brought the object here: of the next place it would not be true. */
function withoutEarlierMark(metadata: ObjectMeta): ObjectMeta {
  const { annotations, ...rest } = metadata;
  if (annotations?.[marks.pivotedReady] === undefined) return metadata;
  const { [marks.pivotedReady]: _mark, ...others } = annotations;
  return Object.keys(others).length === 0 ? rest : { ...rest, annotations: others };
}

function projectOwners(references: readonly OwnerReference[], context: ProjectionContext): readonly OwnerReference[] {
  return references.flatMap((reference) => {
    const owner = context.owner(reference.uid);
    return owner === undefined ? [] : [{ ...reference, apiVersion: owner.apiVersion, uid: owner.uid }];
  });
}

function held(draft: KubeObject, hold: Hold | undefined): KubeObject {
  const patch = hold?.by === 'self' ? hold.pause?.(draft) : undefined;
  return patch === undefined ? draft : withIdentity(draft, applyMergePatch(draft, patch));
}

/**
 * The mark is a courtesy, so it goes only where it can be taken off without a trace: an object without annotations
 * may have a manager that owns the empty map, and would lose it with the mark.
 */
function markMoved(draft: KubeObject, moveId: string): KubeObject {
  const { annotations } = draft.metadata;
  if (annotations === undefined || !annotationFits(draft, marks.move, moveId)) return draft;
  return { ...draft, metadata: { ...draft.metadata, annotations: { ...annotations, [marks.move]: moveId } } };
}

/** A patch keeps apiVersion, kind and name; this says so to the compiler without a cast. */
function withIdentity(draft: KubeObject, patched: JsonObject): KubeObject {
  const metadata: JsonValue | undefined = patched['metadata'];
  return {
    ...patched,
    apiVersion: draft.apiVersion,
    kind: draft.kind,
    metadata: { ...(metadata as JsonObject), name: draft.metadata.name },
  };
}
