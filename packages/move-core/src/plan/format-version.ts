import type { Plan, Scope } from './types.ts';

/** The lowest that a reader has to know to carry such a plan out. */
export function formatVersionOf({ targetNamespace, shard, sharedOnly }: Scope): Plan['formatVersion'] {
  if (shard !== undefined || sharedOnly === true) return 3;
  return targetNamespace === undefined ? 1 : 2;
}
