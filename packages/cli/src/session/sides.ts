import type { ApiServer } from '@tsmove/move-core';
import type { SourceFlags, TargetFlags } from '../flags/clusters.ts';
import { sourceOf, type Session, targetOf } from './session.ts';

/** Both sides of a move; a target that was not named is absent. */
export interface Sides {
  readonly source: ApiServer;
  readonly target: ApiServer | undefined;
}

/** Opens both sides. With `retryBudgetMs`, what fails is not tried again for longer than that. */
export async function connectSides(
  session: Session<SourceFlags & TargetFlags>,
  patience?: { readonly retryBudgetMs: number },
): Promise<Sides> {
  const source = await session.connect('source', sourceOf(session.flags), patience);
  const where = targetOf(session.flags);
  return { source, target: where === undefined ? undefined : await session.connect('target', where, patience) };
}
