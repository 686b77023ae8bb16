import { binary } from '../support/binaries/binaries.ts';
import type { Pair } from '../support/control-plane/start.ts';
import { tsmoveBin } from '../demo/command-line.ts';

/** A way to move everything of a namespace, as somebody would start it at a shell. */
export interface Contender {
  readonly name: string;
  /** What it is to be compared with: the contender of this name has the ratio 1. */
  readonly against: string;
  /** Whether the pause acknowledger runs in the source meanwhile, as controllers do in real life. */
  readonly acknowledged: boolean;
  command(pair: Pair, namespace: string): Command;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Without anybody who acknowledges the pause, tsmove is told not to wait; clusterctl never does. */
const unattended = '--skip-pause-ack';

/** All contenders, in the order of the table. */
export async function contenders(): Promise<readonly Contender[]> {
  const clusterctl = clusterctlCommand((await binary('clusterctl')).path);
  const quiet = { against: 'clusterctl', acknowledged: false };
  const attended = { against: 'clusterctl, acknowledged', acknowledged: true };
  return [
    { name: 'clusterctl', ...quiet, command: clusterctl },
    { name: 'tsmove', ...quiet, command: tsmoveCommand(unattended) },
    { name: 'tsmove --status drop', ...quiet, command: tsmoveCommand(unattended, '--status', 'drop') },
    { name: 'clusterctl, acknowledged', ...attended, command: clusterctl },
    { name: 'tsmove, acknowledged', ...attended, command: tsmoveCommand() },
  ];
}

function tsmoveCommand(...more: readonly string[]): Contender['command'] {
  return (pair, namespace) => ({
    program: process.execPath,
    args: [tsmoveBin, ...moveArguments(pair, namespace), ...more],
    env: {},
  });
}

function clusterctlCommand(program: string): Contender['command'] {
  return (pair, namespace) => ({
    program,
    args: moveArguments(pair, namespace),
    // It would ask the network for a newer version of itself; and what a user has configured is not to matter.
    env: {
      CLUSTERCTL_DISABLE_VERSIONCHECK: 'true',
      HOME: pair.source.directory,
      XDG_CONFIG_HOME: pair.source.directory,
    },
  });
}

/** Both take the same. */
function moveArguments({ source, target }: Pair, namespace: string): readonly string[] {
  return ['move', '--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig, '--namespace', namespace];
}
