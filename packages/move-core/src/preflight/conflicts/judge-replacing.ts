import type { Difference } from '../../equality/difference.ts';
import type { Diagnostic } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import type { PlannedObject } from '../../plan/types.ts';
import type { Provider } from '../../provider/types.ts';
import { pathsOf } from '../paths.ts';
import { refusalToReplace } from './refusal-to-replace.ts';

/** An object of the plan, as both sides have it. */
export interface ConflictingPair {
  readonly planned: PlannedObject;
  readonly here: KubeObject;
  readonly there: KubeObject;
}

/** What is to be said of an object that is to replace the target's: that it will, or why it must not. */
export function judgeReplacing(
  { planned: { ref }, here, there }: ConflictingPair,
  differences: readonly Difference[],
  providers: readonly Provider[],
): Diagnostic {
  const refusal = refusalToReplace(here, there, providers);
  if (refusal !== undefined) {
    return {
      code: 'conflict-refused',
      severity: 'error',
      ref,
      message: `the one in the target must not be replaced: ${refusal.because}`,
      remedy: refusal.remedy,
    };
  }
  return {
    code: 'conflict-updated',
    severity: 'warning',
    ref,
    message:
      differences.length === 0
        ? 'it is in the target already, equal but for its status, and will be written anew'
        : `it is in the target already, and will be replaced: ${pathsOf(differences)}`,
    remedy: 'See tsmove diff for what differs. If the move is undone, the one in the target is put back.',
  };
}
