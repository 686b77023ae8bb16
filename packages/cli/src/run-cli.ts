import { readArguments } from './app/arguments.ts';
import type { CliContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { withGuardedOutputs } from './view/guarded-output.ts';

/** Runs the program with its arguments; the exit code is in `context.process.exitCode` afterwards. */
export async function runCli(given: readonly string[], surroundings: CliContext): Promise<void> {
  const context = { ...surroundings, process: withGuardedOutputs(surroundings.process) };
  const inputs = readArguments(given);
  if (inputs.length === 1 && inputs[0] === 'version') {
    // Scripts ask it often, and it needs nothing that the flags of other commands are made of. Where there is a bin, that
    // has answered already.
    const { runVersion } = await import('./commands/version.ts');
    runVersion.call(context, { output: undefined });
    context.process.exitCode = exitCodes.done;
    return;
  }
  const [{ ExitCode, run }, { buildProgram }] = await Promise.all([import('@stricli/core'), import('./app/build.ts')]);
  const program = buildProgram(context);
  if (given[0] === '__complete') {
    const { complete } = await import('./completion/complete.ts');
    await complete(program, given.slice(1), context);
    return;
  }
  await run(program, inputs, context);
  const code = context.process.exitCode;
  // The commands leave codes of ours; the parser's own are negative.
  if (typeof code !== 'number' || code >= 0) return;
  if (code === ExitCode.InvalidArgument || code === ExitCode.UnknownCommand) {
    context.process.stderr.write(`Run ${context.program} --help for help.\n`);
    context.process.exitCode = wantsDetails(inputs, context) ? exitCodes.failed : exitCodes.usage;
  } else {
    context.process.exitCode = exitCodes.failed;
  }
}

/** `plan --detailed-exitcode` has its own meaning for the usual code of a bad command line. */
function wantsDetails(inputs: readonly string[], context: CliContext): boolean {
  const words = [...inputs, `--detailed-exitcode=${context.process.env['TSMOVE_DETAILED_EXITCODE'] ?? ''}`];
  return inputs[0] === 'plan' && words.some((word) => /^--detailed-exitcode(=(t|true|1|yes))?$/i.test(word));
}
