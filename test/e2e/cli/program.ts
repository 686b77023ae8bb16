import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { until } from '../../support/processes/until.ts';

const bin = join(import.meta.dirname, '../../../packages/cli/bin/tsmove.js');

/** A run of the built program in a process of its own, without a terminal. */
export interface Program {
  readonly stdout: Readable;
  /** Resolves once its messages match. */
  says(words: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  /** The exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as `npm run build` leaves it; another one is the words that start it. */
const built: readonly string[] = [process.execPath, bin];

/** Starts tsmove with an environment that holds nothing of this process's but where programs are. */
export function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  [command = '', ...before]: readonly string[] = built,
): Program {
  const child = spawn(command, [...before, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: '/no/such/home', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let hasEnded = false;
  const ended = once(child, 'close').then(([code, signal]: unknown[]): Ended => {
    hasEnded = true;
    return { code: typeof code === 'number' ? code : String(signal), stdout, stderr };
  });
  return {
    stdout: child.stdout,
    async says(words) {
      const what = `tsmove saying ${words.source}`;
      await until({ what, timeout: 60_000, hopeless: () => (hasEnded ? `it ended: ${stderr}` : undefined) }, () =>
        words.test(stderr),
      );
    },
    kill: (signal) => {
      child.kill(signal);
    },
    ended,
  };
}

/** Runs tsmove to its end. */
export function tsmove(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return start(args, env).ended;
}
