import { EndedEarly } from '../errors/ended-early.ts';
import { exitCodes } from '../exit-codes.ts';
import type { MoveFlags } from '../flags/move.ts';
import { inCi } from '../view/choose.ts';
import type { PlanSummary } from '../view/plan-summary.ts';
import { count } from '../view/words.ts';
import type { Session } from './session.ts';

/** Asks whether to go on, where somebody is there to answer and something will be deleted. Throws if not. */
export async function confirm(session: Session<MoveFlags>, summary: PlanSummary): Promise<void> {
  const { context, flags, interrupts, view } = session;
  if (flags.yes === true || summary.moved === 0 || !context.canAsk || inCi(context)) return;
  view.rest();
  const answer = await context.ask(questionFor(summary), interrupts.signal);
  interrupts.signal.throwIfAborted();
  if (answer === undefined || !/^y(es)?$/i.test(answer.trim())) {
    throw new EndedEarly(
      'the move was not confirmed; nothing was changed',
      exitCodes.failed,
      'Answer y, or give --yes.',
    );
  }
}

export function questionFor({ moved, copied, clusters, from, to }: PlanSummary): string {
  const copies = copied.length === 0 ? '' : ` (and copy ${count(copied.length, 'object')})`;
  return (
    `Move ${count(moved, 'object')} of ${count(clusters, 'Cluster')}${copies}\n  from ${from}\n  to   ${to ?? 'the target'}\n` +
    'and delete them from the source once they are verified? [y/N] '
  );
}
