import type { ContinueOptions, MoveRun } from './types.ts';

export function resumeMove(_moveId: string, _options: ContinueOptions): MoveRun {
  throw new Error('not yet');
}
