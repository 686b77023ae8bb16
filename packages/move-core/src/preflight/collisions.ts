import { ApiError, type Diagnostic } from '../errors.ts';
import type { DiscoveredType } from '../discover/snapshot.ts';
import { marks } from '../model/marks.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { formatResource } from '../model/resource-type.ts';
import { isAdoptable } from '../plan/adoptable.ts';
import type { PlannedObject } from '../plan/types.ts';
import { runCheck, type PreflightContext } from './check.ts';
import { servedAs } from './served-types.ts';

/** A kind in one namespace of the target, and what of the plan will be there. */
export interface Place {
  readonly type: DiscoveredType;
  readonly namespace: string | undefined;
  readonly planned: readonly PlannedObject[];
}

/** No object that moves may be in the target already: whose is it, and which of the two is right? */
export async function checkCollisions(context: PreflightContext): Promise<readonly Diagnostic[]> {
  const findings = await Promise.all(
    collisionPlaces(context).map((place) =>
      runCheck(`whether ${formatResource(place.type)} are in the target already`, () => collisionsIn(context, place)),
    ),
  );
  return findings.flat();
}

/**
 * Where to look for what nobody shares and the user has said nothing about; a kind that the target does not serve cannot
 * have objects there.
 */
export function collisionPlaces({ plan, served }: Pick<PreflightContext, 'plan' | 'served'>): readonly Place[] {
  const moving = plan.objects.filter((planned) => !isAdoptable(planned) && planned.onConflict !== 'update');
  return plan.types
    .filter((type) => servedAs(served, type) !== undefined)
    .flatMap((type) => {
      const ofType = moving.filter(({ ref }) => ref.group === type.group && ref.kind === type.kind);
      return [...new Set(ofType.map(({ ref }) => ref.namespace))].map((namespace) => ({
        type,
        namespace,
        planned: ofType.filter(({ ref }) => ref.namespace === namespace),
      }));
    });
}

/** What of a place the target has already. One list of versions: a large plan, or a large namespace, costs little. */
export async function collidingIn(
  context: Target,
  { type, namespace, planned }: Place,
): Promise<readonly PlannedObject[]> {
  const there = new Set((await lookAt(context, type, namespace)).map(({ metadata }) => metadata.name));
  return planned.filter(({ ref }) => there.has(ref.name));
}

async function collisionsIn(context: Target, place: Place): Promise<readonly Diagnostic[]> {
  const { type, namespace } = place;
  const found = await Promise.all(
    (await collidingIn(context, place)).map(async (planned): Promise<readonly Diagnostic[]> => {
      const { name } = planned.ref;
      const there = await context.target.get(type, namespace === undefined ? { name } : { name, namespace });
      return there === undefined ? [] : [collision(planned, there)];
    }),
  );
  return found.flat();
}

type Target = Pick<PreflightContext, 'target' | 'targetNamespaces'>;

async function lookAt(
  { target, targetNamespaces }: Target,
  type: DiscoveredType,
  namespace: string | undefined,
): Promise<readonly KubeObject[]> {
  if (namespace !== undefined && targetNamespaces.get(namespace) === 'missing') return [];
  try {
    return await target.listMetadata(type, { namespace, versionsOnly: true });
  } catch (error) {
    // The missing right is reported with all others.
    if (error instanceof ApiError && error.status === 403) return [];
    throw error;
  }
}

/** Also for a shared object that an unfinished move has in hand: it is not yet what it will be. */
export function collision({ ref }: PlannedObject, { metadata }: KubeObject): Diagnostic {
  const moveId = metadata.annotations?.[marks.move] ?? metadata.annotations?.[marks.pausedBy];
  if (moveId !== undefined) {
    return {
      code: 'already-exists',
      severity: 'error',
      ref,
      message: `it is in the target already, left there by the unfinished move ${moveId}`,
      remedy: 'Resume or roll back that move first.',
    };
  }
  return {
    code: 'already-exists',
    severity: 'error',
    ref,
    message:
      metadata.deletionTimestamp === undefined
        ? 'it is in the target already'
        : 'it is in the target already, being deleted',
    remedy:
      'Find out which of the two is right, and remove the one in the target if it is not; or decide with --on-conflict.',
  };
}
