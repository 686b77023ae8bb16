import { compareObjects, compareStatus } from '../equality/compare-objects.ts';
import type { Difference } from '../equality/difference.ts';
import { VerifyError } from '../errors.ts';
import type { JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { marks } from '../model/marks.ts';
import { formatApiVersion } from '../model/object-ref.ts';
import type { PlannedObject } from '../plan/types.ts';
import { projectObject } from '../projection/project-object.ts';
import { projectStatus } from '../projection/project-status.ts';
import { holdFor } from '../provider/holds.ts';
import { ruleFor } from '../provider/rules.ts';
import { baselineOf, plannedByUid, typeOf, type MoveContext } from './context.ts';

/** What is to be created in the target for a planned object. Pure, given what the owners became there. */
export function expectedObject(context: MoveContext, planned: PlannedObject): KubeObject {
  const dropped = new Set(planned.droppedOwners.map(({ uid }) => uid));
  return projectObject(baselineOf(context, planned), {
    moveId: context.moveId,
    providers: context.providers,
    hold: holdFor(context.providers, planned.ref),
    copiesMetadata: ruleFor(context.providers, planned.ref).copiesMetadata === true,
    hasStatusSubresource: typeOf(context, planned.ref).hasStatus,
    owner: (uid) => {
      if (dropped.has(uid)) return undefined;
      const owner = plannedByUid(context.plan, uid);
      const targetUid = owner === undefined ? undefined : context.ledger.targetUidOf(uid);
      if (owner === undefined || targetUid === undefined) {
        // An object with an owner that does not exist is collected within 50 ms (contract 5): never create one.
        throw new VerifyError('an owner of it is not in the target', { ref: planned.ref, code: 'owner-missing' });
      }
      return { uid: targetUid, apiVersion: formatApiVersion(owner.ref) };
    },
  });
}

/** The status to write, or undefined if none travels. */
export function expectedStatus(
  context: MoveContext,
  planned: PlannedObject,
  targetGeneration: number,
): JsonValue | undefined {
  if (planned.status !== 'carry') return undefined;
  const baseline = baselineOf(context, planned);
  if (baseline.status === undefined) return undefined;
  return projectStatus(baseline.status, {
    sourceBeforePause: context.log.state.holds.get(planned.uid)?.generationBefore ?? baseline.metadata.generation ?? 0,
    target: targetGeneration,
  });
}

/**
 * Compares what is in the target with what should be, by equality R. Additions by the target's defaulting are noted
 * for the report; anything lost or changed that no provider tolerates raises VerifyError with the places, never
 * with values.
 */
export function requireEqual(
  context: MoveContext,
  planned: PlannedObject,
  expected: { readonly object: KubeObject; readonly status: JsonValue | undefined },
  actual: KubeObject,
): void {
  const found = [
    ...compareObjects(withoutLostMarks(expected.object, actual), actual),
    ...(expected.status === undefined ? [] : compareStatus(planned.ref, expected.status, actual.status)),
  ];
  const broken = found.filter((one) => one.change !== 'added' && !isTolerated(context, one, actual));
  for (const one of found) {
    if (one.change === 'added')
      context.addedByTarget.set(`${planned.uid}${one.path}`, { ref: planned.ref, path: one.path });
  }
  if (broken.length > 0) {
    throw new VerifyError(`in the target it is not what it is in the source: ${listDifferences(broken)}`, {
      ref: planned.ref,
      hint: 'See which admission webhook, or which older schema in the target, changes the field.',
    });
  }
}

const courtesies = [marks.move, marks.pausedBy, marks.holdNote] as const;

/** Marks are a courtesy to people: a webhook that strips them on their way in takes nothing away. */
export function withoutLostMarks(expected: KubeObject, actual: KubeObject): KubeObject {
  const { annotations, ...metadata } = expected.metadata;
  const lost = courtesies.filter(
    (mark) => annotations?.[mark] !== undefined && actual.metadata.annotations?.[mark] === undefined,
  );
  if (lost.length === 0) return expected;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !lost.some((mark) => mark === key));
  return {
    ...expected,
    metadata: { ...metadata, ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }) },
  };
}

/** True for a difference that a provider, the hold table or the nature of our mark allows in the target. */
export function isTolerated(context: MoveContext, difference: Difference, actual: KubeObject): boolean {
  const hold = holdFor(context.providers, difference.ref);
  if (hold?.writesWhileHeld?.some((path) => isBelow(difference.path, path)) === true) return true;
  return context.providers.some((provider) => provider.tolerates?.(difference, actual) === true);
}

/** True for the path itself and everything under it. */
export function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

/** `/spec/replicas changed, /spec/version lost`, at most five of them. */
export function listDifferences(differences: readonly Difference[]): string {
  const shown = differences.slice(0, 5).map(({ path, change }) => `${path} ${change}`);
  const more = differences.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more.toString()} more` : shown.join(', ');
}
