import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { journalGroup, type JournalFlags } from './journal.ts';
import { tellingProblems } from './move.ts';
import { type OutputFlags, reportOutputGroup } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { readingGroup, type ReadingFlags } from './running.ts';
import { namespaceProblems, scopeGroup, type ScopeFlags } from './scope.ts';
import { parseName } from './values.ts';

/** Which roles are printed, and what they are called. */
interface RoleFlags {
  readonly name: string | undefined;
  readonly sourceOnly: boolean | undefined;
  readonly targetOnly: boolean | undefined;
}

export type RoleFormat = 'yaml' | 'json';

/** The flags of `tsmove rbac`. */
export interface RbacFlags
  extends
    SourceFlags,
    TargetFlags,
    ScopeFlags,
    ReadingFlags,
    Pick<JournalFlags, 'journal'>,
    ProviderFlags,
    RoleFlags,
    OutputFlags<RoleFormat> {}

const rolesGroup: FlagGroup<RoleFlags> = {
  heading: 'Which roles',
  flags: {
    name: {
      kind: 'parsed',
      parse: parseName,
      optional: true,
      placeholder: 'NAME',
      brief: 'Name of the Roles and ClusterRoles (default tsmove).',
    },
    sourceOnly: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Only those of the source.',
    },
    targetOnly: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Only those of the target.',
    },
  },
};

const journalPlaceGroup: FlagGroup<Pick<JournalFlags, 'journal'>> = {
  heading: journalGroup.heading,
  flags: { journal: journalGroup.flags.journal },
};

const roleOutputGroup: FlagGroup<OutputFlags<RoleFormat>> = {
  heading: reportOutputGroup.heading,
  flags: {
    ...reportOutputGroup.flags,
    output: {
      kind: 'enum',
      values: ['yaml', 'json'],
      optional: true,
      brief: 'yaml: with the reason of each rule (default); json: one List.',
    },
  },
};

export const rbacGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  scopeGroup,
  rolesGroup,
  journalPlaceGroup,
  readingGroup,
  providersGroup,
  roleOutputGroup,
];

export const rbacFlags: FlagParametersForType<RbacFlags, CliContext> = {
  ...clustersGroup.flags,
  ...scopeGroup.flags,
  ...rolesGroup.flags,
  ...journalPlaceGroup.flags,
  ...readingGroup.flags,
  ...providersGroup.flags,
  ...roleOutputGroup.flags,
};

/** What is wrong with the flags taken together, one sentence each. */
export function rbacProblems(flags: RbacFlags): readonly string[] {
  return [
    ...namespaceProblems(flags),
    ...(flags.sourceOnly === true && flags.targetOnly === true
      ? ['--source-only and --target-only exclude each other: give one of them, or none for both sides']
      : []),
    ...tellingProblems(flags),
  ];
}
