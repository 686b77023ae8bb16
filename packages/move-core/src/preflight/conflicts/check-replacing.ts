import type { Diagnostic } from '../../errors.ts';
import { kindKey } from '../../model/resource-type.ts';
import { isAdoptable } from '../../plan/adoptable.ts';
import { runCheck, type PreflightContext } from '../check.ts';
import { servedAs } from '../served-types.ts';
import { differencesOf, readThere } from '../shared-objects.ts';
import { judgeReplacing } from './judge-replacing.ts';

/**
 * What the user wants replaced in the target, as far as no clusters share it: each is read, and judged as it will be
 * judged again right before it is replaced.
 */
export async function checkReplacing(context: PreflightContext): Promise<readonly Diagnostic[]> {
  const { plan, snapshot, served, providers } = context;
  const types = new Map(plan.types.map((type) => [kindKey(type), type]));
  const objects = new Map(snapshot.objects.map((object) => [object.metadata.uid, object]));
  const replacing = plan.objects.filter((planned) => planned.onConflict === 'update' && !isAdoptable(planned));
  const findings = await Promise.all(
    replacing.map((planned) =>
      runCheck('whether it may be replaced in the target', async () => {
        const type = types.get(kindKey(planned.ref));
        const here = objects.get(planned.uid);
        if (type === undefined || here === undefined || servedAs(served, type) === undefined) return [];
        const there = await readThere(context, type, planned);
        // Gone since the plan was made: then it is simply created.
        if (there === undefined) return [];
        return [judgeReplacing({ planned, here, there }, differencesOf(providers, here, there), providers)];
      }),
    ),
  );
  return findings.flat();
}
