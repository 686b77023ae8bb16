import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { allowancesGroup } from './allowances.ts';
import { clustersGroup } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { moveFlags, type MoveFlags } from './move.ts';
import { planOutputGroup } from './output.ts';
import { readingGroup } from './running.ts';
import { scopeGroup } from './scope.ts';

interface ExitFlags {
  readonly detailedExitcode: boolean | undefined;
}

/** The flags of `tsmove plan`: all of `tsmove move`, so that only the verb changes, and how to exit. */
export interface PlanFlags extends MoveFlags, ExitFlags {}

const exitGroup: FlagGroup<ExitFlags> = {
  heading: 'How to exit',
  flags: {
    detailedExitcode: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief:
        'Exit with 0 if there is nothing to move and with 2 if there is something; every mistake then exits with 1.',
    },
  },
};

/** What the help of `plan` shows; the rest of the flags of `move` is accepted and changes nothing. */
export const planGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  scopeGroup,
  readingGroup,
  allowancesGroup,
  exitGroup,
  planOutputGroup,
];

export const planFlags: FlagParametersForType<PlanFlags, CliContext> = {
  ...moveFlags,
  ...planOutputGroup.flags,
  ...exitGroup.flags,
};
