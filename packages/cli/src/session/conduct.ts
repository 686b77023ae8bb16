import type { CliContext } from '../context.ts';
import { UsageProblem } from '../errors/usage-problem.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { withEnvironment } from '../flags/environment.ts';
import type { AnyFlagGroup } from '../flags/group.ts';
import type { TellingFlags } from '../flags/output.ts';
import { paintFor } from '../view/paint.ts';
import type { View } from '../view/view.ts';
import { listenForInterrupts } from './interrupts.ts';
import { openSession, type Session } from './session.ts';

/** What is particular about a command that contacts clusters. */
export interface Command<Flags> {
  readonly groups: readonly AnyFlagGroup[];
  /** What is wrong with the flags taken together, one sentence each. */
  readonly problems: (flags: Flags) => readonly string[];
  readonly view: (context: CliContext, flags: Flags) => View;
  readonly work: (session: Session<Flags>) => Promise<ExitCode>;
  /** The exit code for a failure, if it is not the usual one. */
  readonly exitCode?: (usual: ExitCode, flags: Flags) => ExitCode;
}

interface ConductedFlags extends TellingFlags {
  readonly timeout: number | undefined;
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
  const usual = (code: ExitCode): ExitCode => command.exitCode?.(code, flags) ?? code;
  const view = command.view(context, flags);
  const interrupts = listenForInterrupts(context.signals, (sentence) => {
    view.show({ type: 'stopping', sentence });
  });
  let session: Session<Flags> | undefined;
  try {
    session = openSession(context, flags, view, interrupts, await context.library());
    context.process.exitCode = await command.work(session);
  } catch (error) {
    const { explain } = await import('../errors/explain.ts');
    const failure = explain(error, interrupts.received());
    const exitCode = usual(failure.exitCode);
    view.show({ type: 'failed', failure: { ...failure, exitCode } });
    context.process.exitCode = exitCode;
  } finally {
    view.rest();
    await session?.close();
    interrupts.stopListening();
  }
}

/** The flags with the environment, or undefined after having said what is wrong with them. */
function readFlags<Flags extends ConductedFlags>(context: CliContext, given: Flags, command: Command<Flags>): Flags | undefined {
  try {
    const flags = withEnvironment(context, given, command.groups);
    const problems = command.problems(flags);
    if (problems.length > 0) throw new UsageProblem(problems);
    return flags;
  } catch (error) {
    if (!(error instanceof UsageProblem)) throw error;
    const { stderr, env } = context.process;
    const paint = paintFor(stderr, env, given.noColor === true);
    stderr.write(error.problems.map((problem) => `${paint('red', 'error:')} ${problem}\n`).join(''));
    stderr.write(`Run ${context.program} --help for help.\n`);
    context.process.exitCode = command.exitCode?.(exitCodes.usage, given) ?? exitCodes.usage;
    return undefined;
  }
}
