import type { CliContext } from '../context.ts';
import { EndedEarly } from '../errors/ended-early.ts';
import { exitCodes } from '../exit-codes.ts';
import { inCi } from '../view/choose.ts';
import type { View } from '../view/view.ts';
import type { Interrupts } from './interrupts.ts';

/** Who can be asked, and how the answer can be waited for. */
interface Asking {
  readonly context: CliContext;
  readonly flags: { readonly yes: boolean | undefined };
  readonly interrupts: Interrupts;
  readonly view: View;
}

/** Asks whether to go on, where somebody is there to answer. Throws if not; `what` is what was not confirmed then. */
export async function confirm(
  { context, flags, interrupts, view }: Asking,
  what: string,
  question: string,
): Promise<void> {
  if (flags.yes === true || !context.canAsk || inCi(context)) return;
  view.rest();
  const answer = await context.ask(question, interrupts.signal);
  interrupts.signal.throwIfAborted();
  if (answer === undefined || !/^y(es)?$/i.test(answer.trim())) {
    throw new EndedEarly(
      `${what} was not confirmed; nothing was changed`,
      exitCodes.failed,
      'Answer y, or give --yes.',
    );
  }
}
