import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { allowancesGroup, type AllowanceFlags } from './allowances.ts';
import { directoryGroup, encryptionProblems, type BackupFlags, type DirectoryFlags } from './archive.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup } from './group.ts';
import { journalGroup, type JournalFlags } from './journal.ts';
import { flagName } from './names.ts';
import { moveOutputGroup, type OutputFlags, type ReportFormat } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { runningGroup, type RunningFlags } from './running.ts';
import { namespaceProblems, scopeGroup, type ScopeFlags } from './scope.ts';

/** The flags of `tsmove move`. Those of clusterctl keep their names. */
export interface MoveFlags
  extends
    SourceFlags,
    TargetFlags,
    ScopeFlags,
    RunningFlags,
    JournalFlags,
    DirectoryFlags,
    BackupFlags,
    AllowanceFlags,
    ProviderFlags,
    OutputFlags<ReportFormat> {}

export const moveGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  scopeGroup,
  runningGroup,
  directoryGroup,
  journalGroup,
  allowancesGroup,
  providersGroup,
  moveOutputGroup,
];

export const moveFlags: FlagParametersForType<MoveFlags, CliContext> = {
  ...clustersGroup.flags,
  ...scopeGroup.flags,
  ...runningGroup.flags,
  ...directoryGroup.flags,
  ...journalGroup.flags,
  ...allowancesGroup.flags,
  ...providersGroup.flags,
  ...moveOutputGroup.flags,
};

/** What is wrong with the flags of a move taken together, one sentence each. */
export function moveProblems(flags: MoveFlags): readonly string[] {
  return [
    ...namespaceProblems(flags),
    ...targetProblems(flags),
    ...backupProblems(flags),
    ...perClusterProblems(flags),
    ...tellingProblems(flags),
  ];
}

/** A directory stands for one of the two clusters; what is said about that one has no effect, so it is a mistake. */
function targetProblems(flags: MoveFlags): readonly string[] {
  const { toDirectory, fromDirectory } = flags;
  if (toDirectory !== undefined && fromDirectory !== undefined) {
    return ['--to-directory and --from-directory exclude each other: give one of them'];
  }
  if (toDirectory !== undefined) {
    return excluded(flags, '--to-directory', [
      ...['toKubeconfig', 'toKubeconfigContext', 'perCluster', 'markReady', 'onFailure', 'keepInSource'],
      ...['namespaceMap', 'status', 'onConflict', 'backup', 'encryptTo', 'journal'],
    ]);
  }
  if (fromDirectory !== undefined) {
    return excluded(flags, '--from-directory', [
      ...['kubeconfig', 'kubeconfigContext', 'perCluster', 'keepInSource', 'backup', 'encryptTo', 'plain', 'journal'],
    ]);
  }
  if (flags.dryRun === true || hasTarget(flags)) return [];
  return [
    'the move has no target: give --to-kubeconfig FILE, or --to-kubeconfig-context NAME for another context of the ' +
      "source's kubeconfig, or --dry-run to only look",
  ];
}

function excluded(flags: MoveFlags, directory: string, others: readonly string[]): readonly string[] {
  const given = new Set(Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name])));
  return others.filter((name) => given.has(name)).map((name) => `${flagName(name)} has no effect with ${directory}`);
}

function backupProblems(flags: MoveFlags): readonly string[] {
  const { backup, toDirectory, encryptTo, plain } = flags;
  if (backup === undefined && toDirectory === undefined && (encryptTo !== undefined || plain !== undefined)) {
    return ['--encrypt-to and --plain are about the file of --backup, which is not given'];
  }
  return encryptionProblems(flags);
}

/** What is wrong with the flags of a move Cluster by Cluster, one sentence each. */
export function perClusterProblems({
  perCluster,
  clustersAtOnce,
}: Pick<RunningFlags, 'perCluster' | 'clustersAtOnce'>): readonly string[] {
  return clustersAtOnce !== undefined && perCluster !== true
    ? ['--clusters-at-once is about --per-cluster, which is not given']
    : [];
}

/** True if the flags name a target. */
export function hasTarget(flags: TargetFlags): boolean {
  return flags.toKubeconfig !== undefined || flags.toKubeconfigContext !== undefined;
}

/** What is wrong with the flags that say how much to tell. */
export function tellingProblems(flags: {
  readonly quiet: boolean | undefined;
  readonly v: number | undefined;
}): readonly string[] {
  return flags.quiet === true && (flags.v ?? 0) > 0 ? ['--quiet and -v ask for opposite things: give one of them'] : [];
}
