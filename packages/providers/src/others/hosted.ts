import { refOf, type Diagnostic, type KubeObject } from '@tsmove/move-core/provider';

/** A control plane that runs as pods of the source: its objects can move, its data cannot. */
export function hostedInSource(object: KubeObject): Diagnostic {
  return {
    code: 'control-plane-in-source',
    severity: 'error',
    ref: refOf(object),
    message: 'its control plane runs as pods in the source itself, with its data, and does not move with it',
    remedy:
      'Move it by the means of its own provider first; pass --skip-preflight control-plane-in-source if its pods and data are in the target.',
  };
}
