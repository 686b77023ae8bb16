import process from 'node:process';
import { runCli, type CliContext } from '@tsmove/cli';
import * as core from '@tsmove/move-core';
import { createProviders } from '@tsmove/providers';
import type { Pair } from '../../support/control-plane/start.ts';
import type { Ended, Tool } from './tool.ts';

/** tsmove's command line. No controllers run here that could confirm a pause, so it is told not to wait for them. */
export const tsmove: Tool = {
  name: 'tsmove',
  move: (pair, { namespace, tsmoveFlags = [] }) =>
    runTsmove(['move', ...bothSides(pair), '--namespace', namespace, '--skip-pause-ack', '-v', '1', ...tsmoveFlags]),
  look: (pair, namespace) => runTsmove(['plan', ...bothSides(pair), '--namespace', namespace]),
};

/** The flags that name source and target, by other kubeconfigs than the usual ones where they are given. */
export function bothSides(
  { source, target }: Pair,
  other: { readonly source?: string; readonly target?: string } = {},
): readonly string[] {
  return ['--kubeconfig', other.source ?? source.kubeconfig, '--to-kubeconfig', other.target ?? target.kubeconfig];
}

/** Runs tsmove's command line in this process, with nobody at the terminal and nothing else in the environment. */
export async function runTsmove(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  let said = '';
  const output = {
    write(text: string): void {
      said += text;
    },
  };
  const context: CliContext = {
    process: { stdout: output, stderr: output, env, exitCode: null },
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
    library: () => Promise.resolve({ ...core, createProviders }),
  };
  await runCli(args, context);
  return { code: Number(context.process.exitCode ?? 0), said };
}
