import { setTimeout as sleep } from 'node:timers/promises';
import { compareObjects, compareStatus } from '../equality/compare-objects.ts';
import { defaults } from '../defaults.ts';
import { ApiError, StalePlanError, VerifyError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { annotationFits, marks } from '../model/marks.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ApiServer, DeletePreconditions, WriteOptions } from '../server/types.ts';
import { webhookDenial } from '../server/errors/webhook.ts';
import { isBelow, listDifferences } from './expectation.ts';
import { keyOf } from './context.ts';

export interface Removal {
  readonly type: ResourceType;
  readonly ref: ObjectRef;
  /** The object as it must still be, apart from finalizers; its uid and resourceVersion guard every request. */
  readonly baseline: KubeObject;
  /** JSON pointers below which its controller may write while it is held. */
  readonly mayChange: readonly string[];
  /** Its controller does not act on a deletion while it is held. */
  readonly heldThroughDeletion: boolean;
  /**
   * The patch that takes the finalizers off also makes the server forget who manages which field. To compare an object's
   * managers is most of what a write costs an API server (a third less for the removal of a Machine), and they go with
   * the object. Whoever keeps it after all has to give them back.
   */
  readonly forgetsManagers?: boolean;
  readonly fieldManager: string;
  /** Called once for each reason why a deletion has to be tried again. */
  readonly onDenied: (because: string) => void;
  /** Lets a controller come to rest between two rounds, in ms; for tests. */
  readonly rest?: (ms: number) => Promise<unknown>;
}

/**
 * Removes one object so that no controller sees a deletionTimestamp on anything that it might tear down (contract 4):
 * first the finalizers go, guarded by resourceVersion, then the object, guarded by uid and by the resourceVersion
 * which that answered. Whoever writes in between makes the DELETE fail, and the object is looked at again: a
 * finalizer put back is taken off again, any other change stops the removal with StalePlanError.
 */
export async function removeObject(server: ApiServer, removal: Removal): Promise<void> {
  const options: WriteOptions = {
    fieldManager: removal.fieldManager,
    retryBudgetMs: defaults.longRetryBudgetMs,
  };
  let current: KubeObject | undefined = removal.baseline;
  for (let round = 0; round < defaults.removalRounds && current !== undefined; round += 1) {
    if (round > 0) await (removal.rest ?? sleep)(pauseBefore(round));
    current = (await attempt(server, removal, current, options)) ? undefined : await lookAgain(server, removal);
  }
  if (current === undefined) return;
  if (!removal.heldThroughDeletion) {
    throw new VerifyError('a controller keeps putting its finalizer back, so it was not deleted', {
      ref: removal.ref,
      hint: 'Stop that controller in the source, then go on.',
    });
  }
  await deleteThenStrip(server, removal, current, options);
}

/**
 * It is a race between our DELETE and the controller's next write. A controller that still works off the last round is
 * at its quickest, so we let it come to rest first: a while that differs each time.
 */
function pauseBefore(round: number): number {
  return Math.min(5 * round, 150) * (0.5 + Math.random());
}

/** One round; false if somebody wrote in between. */
async function attempt(
  server: ApiServer,
  removal: Removal,
  current: KubeObject,
  options: WriteOptions,
): Promise<boolean> {
  const key = keyOf(removal.ref);
  try {
    const strip = (): Promise<KubeObject> =>
      server.mergePatch(removal.type, key, stripPatch(current, removal), { ...options, metadataOnly: true });
    const hasFinalizers = (current.metadata.finalizers ?? []).length > 0;
    // An object without finalizers is gone with its DELETE: one request less for half of all objects. Only a webhook
    // may want to know why, and then it is told, as it is by every other object.
    if (hasFinalizers || !(await deletedAtOnce(server, removal, current, options))) {
      await deleteObject(server, removal, await strip(), options);
    }
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 404) return true;
    if (error.status !== 409) throw error;
    return false;
  }
}

/** False if an admission webhook denied it: perhaps for want of the announcement. */
async function deletedAtOnce(
  server: ApiServer,
  removal: Removal,
  current: KubeObject,
  options: WriteOptions,
): Promise<boolean> {
  try {
    await server.delete(removal.type, keyOf(removal.ref), preconditionsOf(current), options);
    return true;
  } catch (error) {
    if (error instanceof ApiError && webhookDenial(error) !== undefined) return false;
    throw error;
  }
}

function preconditionsOf({ metadata: { uid, resourceVersion } }: KubeObject): DeletePreconditions {
  if (uid === undefined) throw new RangeError('an object without a uid cannot be deleted safely');
  return { uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
}

/** The resourceVersion alone is guard enough: no two writes of a cluster share one, so it stands for the UID too. */
function stripPatch(
  object: KubeObject,
  { forgetsManagers = false }: Removal,
): { readonly metadata: KubeObject['metadata'] } {
  const { name, resourceVersion } = object.metadata;
  return {
    metadata: {
      name,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      finalizers: [],
      ...(forgetsManagers ? { managedFields: [{}] } : {}),
      ...(annotationFits(object, marks.deleteForMove, '') ? { annotations: { [marks.deleteForMove]: '' } } : {}),
    },
  };
}

/** Webhooks that judge by caches deny a deletion for a moment, right after what used the object is gone. */
async function deleteObject(
  server: ApiServer,
  removal: Removal,
  object: KubeObject,
  options: WriteOptions,
): Promise<void> {
  const started = performance.now();
  for (let delayMs = 250; ; delayMs = Math.min(delayMs * 2, 5_000)) {
    try {
      await server.delete(removal.type, keyOf(removal.ref), preconditionsOf(object), options);
      return;
    } catch (error) {
      const late = performance.now() - started > defaults.denialBudgetMs;
      if (!(error instanceof ApiError && webhookDenial(error) !== undefined) || late) throw error;
      removal.onDenied(error.message);
      await sleep(delayMs);
    }
  }
}

/** The object as it is now, or undefined if it is gone. Raises if it is not the same one any more in any other way. */
async function lookAgain(server: ApiServer, removal: Removal): Promise<KubeObject | undefined> {
  const now = await server.get(removal.type, keyOf(removal.ref), { retryBudgetMs: defaults.longRetryBudgetMs });
  if (now === undefined) return undefined;
  if (now.metadata.uid !== removal.baseline.metadata.uid) {
    throw new StalePlanError('it was deleted and made anew by somebody else', { ref: removal.ref });
  }
  const changes = [
    ...compareObjects(plain(removal.baseline), plain(now)),
    ...compareStatus(removal.ref, removal.baseline.status, now.status),
  ].filter(({ path }) => !removal.mayChange.some((root) => isBelow(path, root)));
  if (changes.length > 0) {
    throw new StalePlanError(`it was changed before it could be deleted: ${listDifferences(changes)}`, {
      ref: removal.ref,
    });
  }
  return now;
}

/** Without what the removal itself changes, and without finalizers, which controllers put back before they look. */
function plain(object: KubeObject): KubeObject {
  const { finalizers: _finalizers, annotations = {}, ...metadata } = object.metadata;
  const kept = Object.entries(annotations).filter(([key]) => key !== marks.deleteForMove);
  return {
    ...object,
    metadata: { ...metadata, ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }) },
  };
}

/** Last resort for kinds whose controller leaves a held object alone even while it is being deleted. */
async function deleteThenStrip(
  server: ApiServer,
  removal: Removal,
  current: KubeObject,
  options: WriteOptions,
): Promise<void> {
  const { uid } = current.metadata;
  if (uid === undefined) throw new RangeError('an object without a uid cannot be deleted safely');
  if ((await server.delete(removal.type, keyOf(removal.ref), { uid }, options)) === 'gone') return;
  try {
    await server.mergePatch(removal.type, keyOf(removal.ref), { metadata: { uid, finalizers: [] } }, options);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  }
}
