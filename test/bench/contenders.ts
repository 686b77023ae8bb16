import { join } from 'node:path';
import { tsmoveBin } from '../demo/command-line.ts';
import { binary } from '../support/binaries/binaries.ts';
import type { RawTask } from './raw-bound/task.ts';

/** A way to move everything of a namespace, as somebody would start it at a shell. */
export interface Contender {
  readonly name: string;
  /** What it is to be compared with: the contender of this name has the ratio 1. */
  readonly against: string;
  /** The raw bound that sends the writes which this one cannot avoid. */
  readonly bound: string;
  /** Whether the pause acknowledger runs in the source meanwhile, as controllers do in real life. */
  readonly acknowledged: boolean;
  command(stage: Stage): Command;
}

/** What a contender is told. */
export interface Stage extends Pick<RawTask, 'source' | 'target' | 'namespace' | 'kinds'> {
  /** Where a program finds its user's settings, of which there are none. */
  readonly home: string;
  /** Where tsmove keeps its journals: on a disk, as it does for its users, and not in memory. */
  readonly state: string;
  /** The number of connections at which the raw bound is at its fastest here. */
  readonly rawConcurrency: number;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Names that are asked for elsewhere. */
export const names = {
  clusterctl: 'clusterctl',
  tsmove: 'tsmove',
  tsmoveDrop: 'tsmove --status drop',
  perCluster: 'tsmove --per-cluster',
  raw: 'raw bound',
  rawDrop: 'raw bound, no status',
  clusterctlAcknowledged: 'clusterctl, acknowledged',
  tsmoveAcknowledged: 'tsmove, acknowledged',
} as const;

/** Those that are compared when nothing else is said. */
export const usual: readonly string[] = [
  ...[names.clusterctl, names.tsmove, names.tsmoveDrop, names.perCluster, names.raw, names.rawDrop],
];

/** With somebody who acknowledges the pause, as controllers do. */
export const attended: readonly string[] = [names.clusterctlAcknowledged, names.tsmoveAcknowledged];

/** Without anybody who acknowledges the pause, tsmove is told not to wait; clusterctl never does. */
const unattended = '--skip-pause-ack';

/** All contenders, in the order of the table. */
export async function contenders(): Promise<readonly Contender[]> {
  const clusterctl = clusterctlCommand((await binary('clusterctl')).path);
  const carrying = { against: names.clusterctl, bound: names.raw, acknowledged: false };
  const dropping = { against: names.clusterctl, bound: names.rawDrop, acknowledged: false };
  const acknowledged = { against: names.clusterctlAcknowledged, acknowledged: true };
  return [
    { name: names.clusterctl, ...dropping, command: clusterctl },
    { name: names.tsmove, ...carrying, command: tsmoveCommand(unattended) },
    { name: names.tsmoveDrop, ...dropping, command: tsmoveCommand(unattended, '--status', 'drop') },
    { name: names.perCluster, ...carrying, command: tsmoveCommand(unattended, '--per-cluster') },
    { name: names.raw, ...carrying, command: rawCommand(true) },
    { name: names.rawDrop, ...dropping, command: rawCommand(false) },
    { name: names.clusterctlAcknowledged, ...dropping, ...acknowledged, command: clusterctl },
    { name: names.tsmoveAcknowledged, ...carrying, ...acknowledged, command: tsmoveCommand() },
  ];
}

function tsmoveCommand(...more: readonly string[]): Contender['command'] {
  return (stage) => ({
    program: process.execPath,
    args: [tsmoveBin, ...moveArguments(stage), ...more],
    env: { XDG_STATE_HOME: stage.state },
  });
}

function clusterctlCommand(program: string): Contender['command'] {
  return (stage) => ({
    program,
    args: moveArguments(stage),
    // It would ask the network for a newer version of itself; and what a user has configured is not to matter.
    env: { CLUSTERCTL_DISABLE_VERSIONCHECK: 'true', HOME: stage.home, XDG_CONFIG_HOME: stage.home },
  });
}

/** The raw bound, whose command is the same for every number of connections but for that. */
function rawCommand(status: boolean): Contender['command'] {
  return ({ source, target, namespace, kinds, rawConcurrency }) => {
    const task: RawTask = { source, target, namespace, kinds, concurrency: rawConcurrency, status };
    return {
      program: process.execPath,
      args: [join(import.meta.dirname, 'raw-bound', 'main.js'), JSON.stringify(task)],
      env: {},
    };
  };
}

/** Both take the same. */
function moveArguments({ source, target, namespace }: Stage): readonly string[] {
  return ['move', '--kubeconfig', source, '--to-kubeconfig', target, '--namespace', namespace];
}
