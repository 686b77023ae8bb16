import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { journalGroup, type JournalFlags } from './journal.ts';
import { type HistoryFormat, historyOutputGroup, type OutputFlags } from './output.ts';
import { parseObject } from './values.ts';

interface ObjectFlags {
  readonly object: string | undefined;
}

/** The flags of `tsmove report`. */
export interface ReportFlags extends SourceFlags, TargetFlags, JournalFlags, ObjectFlags, OutputFlags<HistoryFormat> {}

const objectGroup: FlagGroup<ObjectFlags> = {
  heading: 'What to show',
  flags: {
    object: {
      kind: 'parsed',
      parse: parseObject,
      optional: true,
      placeholder: 'KIND/NAME',
      brief: 'Every step of this object, for example Machine/prod-0.',
    },
  },
};

export const reportGroups: readonly AnyFlagGroup[] = [objectGroup, journalGroup, clustersGroup, historyOutputGroup];

export const reportFlags: FlagParametersForType<ReportFlags, CliContext> = {
  ...objectGroup.flags,
  ...journalGroup.flags,
  ...clustersGroup.flags,
  ...historyOutputGroup.flags,
};
