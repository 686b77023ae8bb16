import { FencedError } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { explain } from '../errors/explain.ts';
import { isAbort } from '../errors/exit-code-of.ts';
import type { Failure } from '../errors/failure.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { holderOf } from './holder.ts';
import type { Interrupts } from './interrupts.ts';
import { nextSteps, stepsAfterTakeover } from './next-steps.ts';
import type { Session } from './session.ts';
import type { StandingOf } from './standing.ts';
import { type Course, courseAfter, type UnderWay } from './under-way.ts';

/** What is known when a command has failed. */
interface Circumstances {
  readonly context: CliContext;
  /** Absent: it failed before the library was there. */
  readonly session: Pick<Session<unknown>, 'library' | 'servers'> | undefined;
  readonly interrupts: Interrupts;
  readonly underWay: UnderWay;
  readonly standing: StandingOf;
}

/** Codes that promise that nothing is left of the move: wrong for one that is still open. */
const promises: readonly ExitCode[] = [exitCodes.failed, exitCodes.interrupted, exitCodes.terminated];

/** Whatever was thrown as a failure, with who has the move now and how to go on if the move stopped half way. */
export async function failureOf(error: unknown, circumstances: Circumstances): Promise<Failure> {
  const { context, session, interrupts, underWay, standing } = circumstances;
  const failure = explain(error, interrupts.received());
  const course = courseAfter(underWay.course(), failure.report);
  const open = course?.open === true;
  const exitCode = open && promises.includes(failure.exitCode) ? exitCodes.partial : failure.exitCode;
  if (course === undefined || exitCode !== exitCodes.partial) {
    return isAbort(error) ? { ...failure, hint: failure.hint ?? hintAfterStop(underWay.course()) } : failure;
  }
  const where = standing(course);
  const halfWay = { ...failure, exitCode, hint: isAbort(error) ? undefined : failure.hint };
  if (!isFenced(error)) return { ...halfWay, next: nextSteps(context.program, where) };
  return {
    ...halfWay,
    holder: session === undefined ? undefined : await holderOf(session.library, session.servers, course.moveId),
    next: stepsAfterTakeover(context.program, where),
  };
}

/** What a stop on request has left, and what to do next. */
function hintAfterStop(course: Course | undefined): string {
  if (course?.hasMoved === true) return 'What had moved by then stays moved, and the rest is as it was.';
  return course === undefined
    ? 'Nothing was changed; run the command again.'
    : 'Nothing is in the target, and the source is as it was; run the command again.';
}

/** That another process has the move may be behind an error of what was being done when it was noticed. */
function isFenced(error: unknown): boolean {
  let one = error;
  for (let depth = 0; depth < 10 && one instanceof Error; depth += 1) {
    if (one instanceof FencedError) return true;
    one = one.cause;
  }
  return false;
}
