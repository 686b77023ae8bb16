import type { RollbackOptions, MoveRun } from './types.ts';

export function rollbackMove(_moveId: string, _options: RollbackOptions): MoveRun {
  throw new Error('not yet');
}
