import type { ReviewedPlan } from '@tsmove/move-core';
import type { Session } from './session.ts';
import type { Survey } from './survey.ts';

/** A plan with all that decides what carrying it out means. */
export async function reviewedPlan(
  { library, providers, interrupts: { signal } }: Pick<Session<unknown>, 'library' | 'providers' | 'interrupts'>,
  { plan, target }: Survey,
): Promise<ReviewedPlan> {
  const targetUid = target === undefined ? undefined : await library.systemUidOf(target, { signal });
  return {
    plan,
    ...(targetUid === undefined ? {} : { targetUid }),
    providers: providers.map(({ name }) => name),
  };
}
