import { ApiError, type Diagnostic } from '../errors.ts';
import { compareDesired } from '../equality/compare-desired.ts';
import { compareValues } from '../equality/compare-values.ts';
import type { Difference } from '../equality/difference.ts';
import type { DiscoveredType } from '../discover/snapshot.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { isUnfinished } from '../model/marks.ts';
import { refOf } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import { isAdoptable } from '../plan/adoptable.ts';
import type { PlannedObject } from '../plan/types.ts';
import { collision } from './collisions.ts';
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
  const findings = await Promise.all(
    context.plan.objects.filter(isAdoptable).map((planned) =>
      runCheck('whether it is in the target already', async () => {
        const type = types.get(kindKey(planned.ref));
        const here = pristine.get(planned.uid);
        if (type === undefined || here === undefined || servedAs(context.served, type) === undefined) return [];
        const there = await read(context, type, planned);
        if (there === undefined) return [];
        if (isUnfinished(there)) return [collision(planned, there)];
        present.add(planned.uid);
        return [
          there.metadata.deletionTimestamp === undefined
            ? judgePair(planned, differencesOf(context, here, there))
            : beingDeleted(planned),
        ];
      }),
    ),
  );
  return { diagnostics: findings.flat(), present };
}

async function read(
  { target, targetNamespaces }: PreflightContext,
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
function differencesOf(context: PreflightContext, here: KubeObject, there: KubeObject): readonly Difference[] {
  const expected = context.providers.reduce<KubeObject>(
    (draft, provider) => provider.project?.(draft, here) ?? draft,
    here,
  );
  const metadata = (['labels', 'annotations'] as const).flatMap((field) =>
    compareValues(refOf(here), `/metadata/${field}`, expected.metadata[field] ?? {}, there.metadata[field] ?? {}),
  );
  return [...compareDesired(expected, there), ...metadata].filter(
    (difference) =>
      !difference.path.endsWith(lastApplied) &&
      !context.providers.some((provider) => provider.tolerates?.(difference, there) === true),
  );
}

/** kubectl's note to itself: it says how the object was made and nothing about what it is. */
const lastApplied = '/kubectl.kubernetes.io~1last-applied-configuration';

function judgePair({ ref }: PlannedObject, differences: readonly Difference[]): Diagnostic {
  const desired = differences.filter(({ path }) => !path.startsWith('/metadata/'));
  if (desired.some(({ change }) => change !== 'added')) {
    return {
      code: 'shared-object-differs',
      severity: 'error',
      ref,
      message: `it is in the target already, and not the same: ${pathsOf(desired)}`,
      remedy: 'Make the two equal, or give one of them another name.',
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

function beingDeleted({ ref }: PlannedObject): Diagnostic {
  return {
    code: 'shared-object-differs',
    severity: 'error',
    ref,
    message: 'it is in the target already, but being deleted',
    remedy: 'Wait until it is gone from the target; it will be created anew.',
  };
}

/** Places and never values: a template may hold a password. */
function pathsOf(differences: readonly Difference[]): string {
  const paths = differences.map(({ path }) => path).sort();
  const shown = paths.slice(0, pathsShown);
  return paths.length > shown.length
    ? `${shown.join(', ')} and ${(paths.length - shown.length).toString()} more`
    : shown.join(', ');
}

const pathsShown = 10;
