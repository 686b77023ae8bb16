import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { allowancesGroup, type AllowanceFlags } from './allowances.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { journalGroup, type JournalFlags } from './journal.ts';
import { hasTarget, perClusterProblems, tellingProblems } from './move.ts';
import { moveOutputGroup, type OutputFlags, type ReportFormat } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { runningGroup, type RunningFlags } from './running.ts';

interface ExactFlags {
  readonly exact: boolean | undefined;
}

/** The flags of `tsmove apply`: those of a move, except for what to move, which the plan says. */
export interface ApplyFlags
  extends
    SourceFlags,
    TargetFlags,
    ExactFlags,
    RunningFlags,
    JournalFlags,
    AllowanceFlags,
    ProviderFlags,
    OutputFlags<ReportFormat> {}

const exactGroup: FlagGroup<ExactFlags> = {
  heading: 'What may have changed since',
  flags: {
    exact: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief:
        'Nothing at all: refuse the plan if any of its objects was written to, by anybody. Without it their status and fields may have changed, and travel as they are.',
    },
  },
};

export const applyGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  exactGroup,
  runningGroup,
  journalGroup,
  allowancesGroup,
  providersGroup,
  moveOutputGroup,
];

export const applyFlags: FlagParametersForType<ApplyFlags, CliContext> = {
  ...clustersGroup.flags,
  ...exactGroup.flags,
  ...runningGroup.flags,
  ...journalGroup.flags,
  ...allowancesGroup.flags,
  ...providersGroup.flags,
  ...moveOutputGroup.flags,
};

/** What is wrong with the flags taken together, one sentence each. */
export function applyProblems(flags: ApplyFlags): readonly string[] {
  const target =
    flags.dryRun === true || hasTarget(flags)
      ? []
      : [
          'the plan has nowhere to go: give --to-kubeconfig FILE or --to-kubeconfig-context NAME, or --dry-run to only look',
        ];
  return [...target, ...perClusterProblems(flags), ...tellingProblems(flags)];
}
