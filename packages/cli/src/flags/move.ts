import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { allowancesGroup, type AllowanceFlags } from './allowances.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup } from './group.ts';
import { journalGroup, type JournalFlags } from './journal.ts';
import { moveOutputGroup, type OutputFlags, type ReportFormat } from './output.ts';
import { runningGroup, type RunningFlags } from './running.ts';
import { scopeGroup, type ScopeFlags } from './scope.ts';

/** The flags of `tsmove move`. Those of clusterctl keep their names. */
export interface MoveFlags
  extends SourceFlags, TargetFlags, ScopeFlags, RunningFlags, JournalFlags, AllowanceFlags, OutputFlags<ReportFormat> {}

export const moveGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  scopeGroup,
  runningGroup,
  journalGroup,
  allowancesGroup,
  moveOutputGroup,
];

export const moveFlags: FlagParametersForType<MoveFlags, CliContext> = {
  ...clustersGroup.flags,
  ...scopeGroup.flags,
  ...runningGroup.flags,
  ...journalGroup.flags,
  ...allowancesGroup.flags,
  ...moveOutputGroup.flags,
};

/** What is wrong with the flags of a move taken together, one sentence each. */
export function moveProblems(flags: MoveFlags): readonly string[] {
  const problems: string[] = [];
  if (flags.dryRun !== true && !hasTarget(flags)) {
    problems.push(
      'the move has no target: give --to-kubeconfig FILE, or --to-kubeconfig-context NAME for another context of the ' +
        "source's kubeconfig, or --dry-run to only look",
    );
  }
  return [...problems, ...tellingProblems(flags)];
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
