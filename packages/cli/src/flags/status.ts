import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { journalDirectoryGroup, type JournalDirectoryFlags } from './journal.ts';
import { type OutputFlags, reportOutputGroup, type ReportFormat } from './output.ts';
import { readingGroup, type ReadingFlags } from './running.ts';

interface ListingFlags {
  readonly all: boolean | undefined;
}

/** The flags of `tsmove status`. */
export interface StatusFlags
  extends SourceFlags, TargetFlags, JournalDirectoryFlags, ListingFlags, ReadingFlags, OutputFlags<ReportFormat> {}

const listingGroup: FlagGroup<ListingFlags> = {
  heading: 'What to show',
  flags: {
    all: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Finished moves, too.',
    },
  },
};

export const statusGroups: readonly AnyFlagGroup[] = [
  journalDirectoryGroup,
  clustersGroup,
  listingGroup,
  readingGroup,
  reportOutputGroup,
];

export const statusFlags: FlagParametersForType<StatusFlags, CliContext> = {
  ...journalDirectoryGroup.flags,
  ...clustersGroup.flags,
  ...listingGroup.flags,
  ...readingGroup.flags,
  ...reportOutputGroup.flags,
};
