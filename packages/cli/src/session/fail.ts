import { FencedError } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { explain } from '../errors/explain.ts';
import type { Failure } from '../errors/failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { holderOf } from './holder.ts';
import type { Interrupts } from './interrupts.ts';
import { nextSteps, stepsAfterTakeover } from './next-steps.ts';
import type { Session } from './session.ts';
import type { StandingOf } from './standing.ts';
import { courseAfter, type UnderWay } from './under-way.ts';

/** What is known when a command has failed. */
interface Circumstances {
  readonly context: CliContext;
  /** Absent: it failed before the library was there. */
  readonly session: Pick<Session<unknown>, 'library' | 'servers'> | undefined;
  readonly interrupts: Interrupts;
  readonly underWay: UnderWay;
  readonly standing: StandingOf;
}

/** Whatever was thrown as a failure, with who has the move now and how to go on if the move stopped half way. */
export async function failureOf(error: unknown, circumstances: Circumstances): Promise<Failure> {
  const { context, session, interrupts, underWay, standing } = circumstances;
  const failure = explain(error, interrupts.received());
  const course = courseAfter(underWay.course(), failure.report);
  if (failure.exitCode !== exitCodes.partial || course === undefined) return failure;
  const where = standing(course);
  if (!(error instanceof FencedError)) return { ...failure, next: nextSteps(context.program, where) };
  return {
    ...failure,
    holder: session === undefined ? undefined : await holderOf(session.library, session.servers, course.moveId),
    next: stepsAfterTakeover(context.program, where),
  };
}
