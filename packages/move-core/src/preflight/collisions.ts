import { ApiError, type Diagnostic } from '../errors.ts';
import type { DiscoveredType } from '../discover/snapshot.ts';
import { marks } from '../model/marks.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { formatResource } from '../model/resource-type.ts';
import { isAdoptable } from '../plan/adoptable.ts';
import type { PlannedObject } from '../plan/types.ts';
import { runCheck, type PreflightContext } from './check.ts';
import { servedAs } from './served-types.ts';

/**
 * No object that moves may be in the target already: whose is it, and which of the two is right? Found with lists of
 * metadata, one for each kind and namespace, so that a large plan costs few requests.
 */
export async function checkCollisions(context: PreflightContext): Promise<readonly Diagnostic[]> {
  const findings = await Promise.all(
    placesOf(context).map(({ type, namespace, planned }) =>
      runCheck(`whether ${formatResource(type)} are in the target already`, async () => {
        const there = new Map((await lookAt(context, type, namespace)).map((object) => [object.metadata.name, object]));
        return planned.flatMap((object) => {
          const found = there.get(object.ref.name);
          return found === undefined ? [] : [collision(object, found)];
        });
      }),
    ),
  );
  return findings.flat();
}

interface Place {
  readonly type: DiscoveredType;
  readonly namespace: string | undefined;
  readonly planned: readonly PlannedObject[];
}

/** Where to look; a kind that the target does not serve cannot have objects there. */
function placesOf({ plan, served }: PreflightContext): readonly Place[] {
  const moving = plan.objects.filter((planned) => !isAdoptable(planned));
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

async function lookAt(
  { target, targetNamespaces }: PreflightContext,
  type: DiscoveredType,
  namespace: string | undefined,
): Promise<readonly KubeObject[]> {
  if (namespace !== undefined && targetNamespaces.get(namespace) === 'missing') return [];
  try {
    return await target.listMetadata(type, { namespace });
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
    remedy: 'Find out which of the two is right, and remove the one in the target if it is not.',
  };
}
