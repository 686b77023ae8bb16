import type { CliContext } from '../context.ts';
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
