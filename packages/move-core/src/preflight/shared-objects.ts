import { ApiError, type Diagnostic } from '../errors.ts';
import { compareDesired } from '../equality/compare-desired.ts';
import { compareValues } from '../equality/compare-values.ts';
import type { Difference } from '../equality/difference.ts';
import type { DiscoveredType } from '../discover/snapshot.ts';
import { createObjectIndex } from '../graph/object-index.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { isUnfinished } from '../model/marks.ts';
import { refOf } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import { isAdoptable } from '../plan/adoptable.ts';
import type { PlannedObject } from '../plan/types.ts';
import type { Provider } from '../provider/types.ts';
import { collision } from './collisions.ts';
import { judgeReplacing } from './conflicts/judge-replacing.ts';
import { pathsOf } from './paths.ts';
import { runCheck, type PreflightContext } from './check.ts';
import { servedAs } from './served-types.ts';

export interface SharedObjects {
  readonly diagnostics: readonly Diagnostic[];
  /** UIDs (in the source) of objects that the target has already, and which are used as they are. */
  readonly present: ReadonlySet<string>;
}

/**
 * Objects that clusters share may be in the target already, from the move of another one. An equal one is used as it
 * is, also with values that a newer target's defaulting has added (equality R). One that is not the same is refused,
 * because the target's own clusters live by it (contract 6).
 */
export async function checkSharedObjects(context: PreflightContext): Promise<SharedObjects> {
  const types = new Map(context.plan.types.map((type) => [kindKey(type), type]));
  const pristine = new Map(context.snapshot.objects.map((object) => [object.metadata.uid, object]));
  const present = new Set<string>();
  const movable = createObjectIndex(context.plan.objects.flatMap(({ uid }) => pristine.get(uid) ?? []));
  const findings = await Promise.all(
    context.plan.objects.filter(isAdoptable).map((planned) =>
      runCheck('whether it is in the target already', async () => {
        const type = types.get(kindKey(planned.ref));
        const here = pristine.get(planned.uid);
        if (type === undefined || here === undefined || servedAs(context.served, type) === undefined) return [];
        const there = await readThere(context, type, planned);
        if (there === undefined) return planned.there === true ? [sharedMissing(planned)] : [];
        if (isUnfinished(there)) return [collision(planned, there)];
        const differences = differencesOf(context.providers, here, there);
        if (planned.onConflict === 'update' && isDifferent(differences)) {
          return [judgeReplacing({ planned, here, there }, differences, context.providers)];
        }
        present.add(planned.uid);
        return [
          there.metadata.deletionTimestamp === undefined ? judgePair(planned, differences) : beingDeleted(planned),
          ...context.providers.flatMap((provider) => [...(provider.inspectAdopted?.(there, movable) ?? [])]),
        ];
      }),
    ),
  );
  return { diagnostics: findings.flat(), present };
}

/** The target's object of this name, if there is one and we may look. */
export async function readThere(
  { target, targetNamespaces }: Pick<PreflightContext, 'target' | 'targetNamespaces'>,
  type: DiscoveredType,
  { ref }: PlannedObject,
): Promise<KubeObject | undefined> {
  if (ref.namespace !== undefined && targetNamespaces.get(ref.namespace) === 'missing') return undefined;
  try {
    return await target.get(type, ref);
  } catch (error) {
    // The missing right is reported with all others.
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}

/** As the providers would have it in the target, against what is there. */
export function differencesOf(
  providers: readonly Provider[],
  here: KubeObject,
  there: KubeObject,
): readonly Difference[] {
  const expected = providers.reduce<KubeObject>((draft, provider) => provider.project?.(draft, here) ?? draft, here);
  const metadata = (['labels', 'annotations'] as const).flatMap((field) =>
    compareValues(refOf(here), `/metadata/${field}`, expected.metadata[field] ?? {}, there.metadata[field] ?? {}),
  );
  return [...compareDesired(expected, there), ...metadata].filter(
    (difference) =>
      !difference.path.endsWith(lastApplied) &&
      !providers.some((provider) => provider.tolerates?.(difference, there) === true),
  );
}

/** kubectl's note to itself: it says how the object was made and nothing about what it is. */
const lastApplied = '/kubectl.kubernetes.io~1last-applied-configuration';

/** True if something is lost or changed beside labels and annotations; what a newer target has added does not count. */
export function isDifferent(differences: readonly Difference[]): boolean {
  return differences.some(({ path, change }) => !path.startsWith('/metadata/') && change !== 'added');
}

function judgePair({ ref, onConflict }: PlannedObject, differences: readonly Difference[]): Diagnostic {
  const desired = differences.filter(({ path }) => !path.startsWith('/metadata/'));
  if (isDifferent(differences) && onConflict === 'skip') {
    return {
      code: 'conflict-skipped',
      severity: 'warning',
      ref,
      message: `the target has another one, which will be used as it is, and this one stays in the source: ${pathsOf(desired)}`,
      remedy: 'See tsmove diff for what differs; remove the one in the source by hand when nobody needs it.',
    };
  }
  if (isDifferent(differences)) {
    return {
      code: 'shared-object-differs',
      severity: 'error',
      ref,
      message: `it is in the target already, and not the same: ${pathsOf(desired)}`,
      remedy: 'Make the two equal, give one of them another name, or decide with --on-conflict.',
    };
  }
  if (desired.length > 0) {
    return {
      code: 'shared-object-extended',
      severity: 'warning',
      ref,
      message: `it is in the target already and will be used, with more than in the source: ${pathsOf(desired)}`,
      remedy: 'Nothing, if these are defaults of a newer version; make the two equal if not.',
    };
  }
  if (differences.length > 0) {
    return {
      code: 'shared-object-metadata-differs',
      severity: 'warning',
      ref,
      message: `it is in the target already and will be used, with other labels or annotations: ${pathsOf(differences)}`,
    };
  }
  return {
    code: 'shared-object-adopted',
    severity: 'info',
    ref,
    message: 'it is in the target already, the same, and will be used',
  };
}

/** A move before those of the shards was to bring it. */
function sharedMissing({ ref }: PlannedObject): Diagnostic {
  return {
    code: 'shared-object-missing',
    severity: 'error',
    ref,
    message: 'Clusters of several shards use it, and the target does not have it',
    remedy: 'Bring what the Clusters share to the target first; tsmove job run does so by itself.',
  };
}

function beingDeleted({ ref }: PlannedObject): Diagnostic {
  return {
    code: 'shared-object-differs',
    severity: 'error',
    ref,
    message: 'it is in the target already, but being deleted',
    remedy: 'Wait until it is gone from the target; it will be created anew.',
  };
}
