import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The installed program, as npm would link it. */
export const tsmoveBin = fileURLToPath(new URL('../bin/tsmove.js', import.meta.resolve('@tsmove/cli')));

/** A run of the real command line in a process of its own. */
export interface Running {
  /** Resolves with the exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Ends it at once. */
  kill(): void;
}

/** Runs tsmove with our output streams, so that a terminal shows what it would show its user. */
export function runTsmove(args: readonly string[]): Running {
  // Without an input nobody is asked whether to go on.
  const child = spawn(process.execPath, [tsmoveBin, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) =>
    typeof code === 'number' ? code : String(signal),
  );
  return { ended, kill: () => void child.kill('SIGKILL') };
}
