import process from 'node:process';
import { runCli, type CliContext } from '@tsmove/cli';
import * as core from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import type { Ended, Tool } from './tool.ts';

/** Moves a namespace with tsmove's command line. No controllers run here that could confirm the pause. */
export const moveWithTsmove: Tool = ({ source, target }, { namespace, tsmoveFlags = [] }) => {
  const clusters = ['--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig, '--namespace', namespace];
  return runTsmove(['move', ...clusters, '--skip-pause-ack', '-v', '1', ...tsmoveFlags]);
};

/** Runs tsmove's command line in this process, with nobody at the terminal and nothing in the environment. */
export async function runTsmove(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  let said = '';
  const output = {
    write(text: string): void {
      said += text;
    },
  };
  const context: CliContext = {
    process: { stdout: output, stderr: output, env, exitCode: undefined },
    program: 'tsmove',
    homeDir: '/nonexistent',
    platform: { node: process.version, os: process.platform, arch: process.arch },
    canAsk: false,
    ask: () => Promise.resolve(undefined),
    signals: {
      listen: () => () => undefined,
      exit: (code) => {
        throw new Error(`the program wanted to exit at once with ${code}`);
      },
    },
    clock: { now: () => performance.now(), every: () => () => undefined },
    library: () => Promise.resolve({ ...core, providers }),
  };
  await runCli(args, context);
  return { code: Number(context.process.exitCode ?? 0), said };
}
