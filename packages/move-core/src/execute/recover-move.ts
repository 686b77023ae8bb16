import type { RecoverOptions, MoveRun } from './types.ts';

export function recoverMove(_options: RecoverOptions): MoveRun {
  throw new Error('not yet');
}
