import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { withEnvironment } from '../flags/environment.ts';
import type { AnyFlagGroup } from '../flags/group.ts';
import type { TellingFlags } from '../flags/output.ts';
import type { ProviderFlags } from '../flags/providers.ts';
import { calledAs } from '../view/called-as.ts';
import { paintFor } from '../view/paint.ts';
import type { View } from '../view/view.ts';
import type { PlaceFlags } from './command-line.ts';
import { listenForInterrupts } from './interrupts.ts';
import { type NextStep, nextSteps } from './next-steps.ts';
import { openSession, type Session } from './session.ts';
import { standingOf } from './standing.ts';
import { stoppedAtOnce, stopping } from './stop-words.ts';
import { watchCourse } from './under-way.ts';

/** What is particular about a command that contacts clusters. */
export interface Command<Flags> {
  readonly groups: readonly AnyFlagGroup[];
  /** What is wrong with the flags taken together, one sentence each. */
  readonly problems: (flags: Flags) => readonly string[];
  readonly view: (context: CliContext, flags: Flags) => View;
  readonly work: (session: Session<Flags>) => Promise<ExitCode>;
  /** The exit code for a failure, if it is not the usual one. */
  readonly exitCode?: (usual: ExitCode, flags: Flags) => ExitCode;
  /** What is said about the first wish to stop; absent: that it stops at the next safe point. */
  readonly stopping?: (flags: Flags) => string;
  /** What else there is to do after a stop at once, besides going on with the move that was shown last. */
  readonly afterStop?: (program: string, flags: Flags) => readonly NextStep[];
  /** False for a command that goes by the clusters alone. */
  readonly hasJournal?: boolean;
}

interface ConductedFlags extends TellingFlags, PlaceFlags, Partial<ProviderFlags> {
  readonly timeout?: number | undefined;
}

/**
 * Runs a command from its flags to its exit code: environment, checks, view, interrupts, errors, and closing whatever
 * was opened.
 */
export async function conduct<Flags extends ConductedFlags>(
  context: CliContext,
  given: Flags,
  command: Command<Flags>,
): Promise<void> {
  const flags = readFlags(context, given, command);
  if (flags === undefined) return;
  const view = calledAs(context.program, command.view(context, flags));
  const underWay = watchCourse();
  const standing = standingOf(context, flags, command.hasJournal ?? true);
  const interrupts = listenForInterrupts(context.signals, {
    soon() {
      view.show({ type: 'stopping', sentence: command.stopping?.(flags) ?? stopping, next: [] });
    },
    atOnce() {
      const course = underWay.course();
      const where = course === undefined ? undefined : standing(course);
      const next =
        where === undefined
          ? []
          : [...nextSteps(context.program, where), ...(command.afterStop?.(context.program, flags) ?? [])];
      view.show({ type: 'stopping', sentence: stoppedAtOnce(where), next });
    },
  });
  let session: Session<Flags> | undefined;
  try {
    const library = await context.library();
    const { loadProviders } = await import('./load-providers.ts');
    const providers = await loadProviders(context, library, flags);
    session = openSession(context, flags, view, interrupts, { library, providers }, underWay);
    context.process.exitCode = await command.work(session);
  } catch (error) {
    const { failureOf } = await import('./fail.ts');
    const failure = await failureOf(error, { context, session, interrupts, underWay, standing });
    const exitCode = command.exitCode?.(failure.exitCode, flags) ?? failure.exitCode;
    view.show({ type: 'failed', failure: { ...failure, exitCode } });
    context.process.exitCode = exitCode;
  } finally {
    view.rest();
    await session?.close();
    interrupts.stopListening();
  }
}

/** The flags with the environment, or undefined after having said what is wrong with them. */
function readFlags<Flags extends ConductedFlags>(
  context: CliContext,
  given: Flags,
  command: Command<Flags>,
): Flags | undefined {
  const { flags, problems } = withEnvironment(context, given, command.groups);
  const wrong = problems.length > 0 ? problems : command.problems(flags);
  if (wrong.length === 0) return flags;
  const { stderr, env } = context.process;
  const paint = paintFor(stderr, env, flags.noColor === true);
  stderr.write(wrong.map((problem) => `${paint('red', 'error:')} ${problem}\n`).join(''));
  stderr.write(`Run ${context.program} --help for help.\n`);
  context.process.exitCode = command.exitCode?.(exitCodes.usage, flags) ?? exitCodes.usage;
  return undefined;
}
