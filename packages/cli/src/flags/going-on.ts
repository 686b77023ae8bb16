import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { archivedGroup, type ArchivedFlags } from './archive.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { journalGroup, type JournalFlags } from './journal.ts';
import { hasTarget, tellingProblems } from './move.ts';
import { moveOutputGroup, type OutputFlags, type ReportFormat } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { continuingGroup, type ContinuingFlags } from './running.ts';

/** The flags of `tsmove recover`, and of every command that goes on with a move. */
export interface RecoverFlags
  extends SourceFlags, TargetFlags, ArchivedFlags, ContinuingFlags, ProviderFlags, OutputFlags<ReportFormat> {}

/** The flags of `tsmove resume`. */
export interface ResumeFlags extends RecoverFlags, JournalFlags {}

interface AbandonFlags {
  readonly abandonTarget: boolean | undefined;
}

/** The flags of `tsmove rollback`. */
export interface RollbackFlags extends ResumeFlags, AbandonFlags {}

const abandonGroup: FlagGroup<AbandonFlags> = {
  heading: 'How to undo',
  flags: {
    abandonTarget: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief:
        'The target is gone for good: resume the source and leave the target alone. Only as long as nothing is deleted in the source. A later rollback without this flag clears the target, should it come back.',
    },
  },
};

export const recoverGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  archivedGroup,
  continuingGroup,
  providersGroup,
  moveOutputGroup,
];
export const resumeGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  journalGroup,
  archivedGroup,
  continuingGroup,
  providersGroup,
  moveOutputGroup,
];
export const rollbackGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  journalGroup,
  archivedGroup,
  abandonGroup,
  continuingGroup,
  providersGroup,
  moveOutputGroup,
];

export const recoverFlags: FlagParametersForType<RecoverFlags, CliContext> = {
  ...clustersGroup.flags,
  ...archivedGroup.flags,
  ...continuingGroup.flags,
  ...providersGroup.flags,
  ...moveOutputGroup.flags,
};

export const resumeFlags: FlagParametersForType<ResumeFlags, CliContext> = {
  ...recoverFlags,
  ...journalGroup.flags,
};

export const rollbackFlags: FlagParametersForType<RollbackFlags, CliContext> = {
  ...resumeFlags,
  ...abandonGroup.flags,
};

/** What is wrong with the flags of a command that goes on with a move, one sentence each. */
export function goingOnProblems(flags: RecoverFlags & Partial<AbandonFlags>): readonly string[] {
  const problems: string[] = [];
  if (!hasTarget(flags) && flags.abandonTarget !== true && flags.archive === undefined) {
    problems.push(
      'the target of the move is needed: give --to-kubeconfig FILE, or --to-kubeconfig-context NAME for another context ' +
        "of the source's kubeconfig",
    );
  }
  return [...problems, ...tellingProblems(flags)];
}
