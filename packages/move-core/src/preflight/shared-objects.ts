import type { Diagnostic } from '../errors.ts';
import { compareDesired } from '../equality/compare-desired.ts';
import { compareValues } from '../equality/compare-values.ts';
import type { Difference } from '../equality/difference.ts';
import type { DiscoveredType } from '../discover/snapshot.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { kindKey } from '../model/resource-type.ts';
import type { PlannedObject } from '../plan/types.ts';
import { runCheck, type PreflightContext } from './check.ts';
import { servedAs } from './served-types.ts';

export interface SharedObjects {
  readonly diagnostics: readonly Diagnostic[];
  /** UIDs (in the source) of objects that the target has already: nothing will be created for them. */
  readonly present: ReadonlySet<string>;
}

/**
 * Objects that are copied may be in the target already, from the move of another cluster. An equal one is used as it
 * is; one that is not the same is refused, because the target's own clusters live by it (contract 6).
 */
export async function checkSharedObjects(context: PreflightContext): Promise<SharedObjects> {
  const types = new Map(context.plan.types.map((type) => [kindKey(type), type]));
  const pristine = new Map(context.snapshot.objects.map((object) => [object.metadata.uid, object]));
  const present = new Set<string>();
  const findings = await Promise.all(
    context.plan.objects
      .filter(({ fate }) => fate === 'copy')
      .map((planned) =>
        runCheck('whether it is in the target already', async () => {
          const type = types.get(kindKey(planned.ref));
          const here = pristine.get(planned.uid);
          if (type === undefined || here === undefined || servedAs(context.served, type) === undefined) return [];
          const there = await read(context, type, planned);
          if (there === undefined) return [];
          present.add(planned.uid);
          return [judgePair(planned, differencesOf(context, here, there))];
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
  return target.get(type, ref);
}

/** As the providers would have it in the target, against what is there. */
function differencesOf(context: PreflightContext, here: KubeObject, there: KubeObject): readonly Difference[] {
  const expected = context.providers.reduce<KubeObject>(
    (draft, provider) => provider.project?.(draft, here) ?? draft,
    here,
  );
  const metadata = (['labels', 'annotations'] as const).flatMap((field) =>
    compareValues(
      compareDesired(expected, there)[0]?.ref ?? { group: '', version: '', kind: '', name: '' },
      `/metadata/${field}`,
      expected.metadata[field],
      there.metadata[field],
    ),
  );
  return [...compareDesired(expected, there), ...metadata].filter(
    (difference) => !context.providers.some((provider) => provider.tolerates?.(difference, there) === true),
  );
}

function judgePair({ ref }: PlannedObject, differences: readonly Difference[]): Diagnostic {
  return { code: 'shared-object-adopted', severity: 'info', ref, message: '' };
}
