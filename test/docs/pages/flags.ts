import type { CliContext } from '../../../packages/cli/src/context.ts';
import { runCli } from '../../../packages/cli/src/run-cli.ts';

/**
 * Reads a command line with the program's own parser and its checks of flags against each other, and stops where it
 * would begin to work. Returns what is wrong with it, or undefined.
 */
export async function problemWith(words: readonly string[]): Promise<string | undefined> {
  let said = '';
  const reached: string[] = [];
  const output = {
    write: (text: string) => {
      said += text;
    },
  };
  const context: CliContext = {
    process: { stdout: { write: () => undefined }, stderr: output, env: {} },
    program: 'tsmove',
    homeDir: '/home/nobody',
    platform: { node: process.version, os: process.platform, arch: process.arch },
    canAsk: false,
    ask: () => Promise.resolve(undefined),
    signals: { listen: () => () => undefined, exit: () => undefined },
    clock: { now: () => 0, every: () => () => undefined },
    library: () => {
      reached.push('the library');
      return Promise.reject(new Error('it is only read, not run'));
    },
  };
  await runCli(words, context);
  if (reached.length > 0 || context.process.exitCode === 0 || context.process.exitCode === undefined) return undefined;
  return said.trim();
}
