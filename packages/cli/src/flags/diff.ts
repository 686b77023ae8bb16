import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { hasTarget, tellingProblems } from './move.ts';
import { type OutputFlags, type ReportFormat, reportOutputGroup } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { readingGroup, type ReadingFlags } from './running.ts';
import { namespaceProblems, scopeGroup, type ScopeFlags } from './scope.ts';

interface DifferenceFlags {
  readonly detailedExitcode: boolean | undefined;
}

type ComparedFlags = Pick<ScopeFlags, 'namespace' | 'namespaceMap' | 'cluster'>;

/** The flags of `tsmove diff`. */
export interface DiffFlags
  extends
    SourceFlags,
    TargetFlags,
    ComparedFlags,
    DifferenceFlags,
    ReadingFlags,
    ProviderFlags,
    OutputFlags<ReportFormat> {}

const { namespace, namespaceMap, cluster } = scopeGroup.flags;

const comparedGroup: FlagGroup<ComparedFlags> = {
  heading: 'What to compare',
  flags: {
    namespace,
    namespaceMap: { ...namespaceMap, brief: 'Namespace OLD of the source is called NEW in the target.' },
    cluster: { ...cluster, brief: 'Only this Cluster and what belongs to it; can be repeated.' },
  },
};

const exitGroup: FlagGroup<DifferenceFlags> = {
  heading: 'How to exit',
  flags: {
    detailedExitcode: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Exit with 0 if both sides are equal and with 2 if not; every mistake then exits with 1.',
    },
  },
};

export const diffGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  comparedGroup,
  readingGroup,
  providersGroup,
  exitGroup,
  reportOutputGroup,
];

export const diffFlags: FlagParametersForType<DiffFlags, CliContext> = {
  ...clustersGroup.flags,
  ...comparedGroup.flags,
  ...readingGroup.flags,
  ...providersGroup.flags,
  ...exitGroup.flags,
  ...reportOutputGroup.flags,
};

/** What is wrong with the flags taken together, one sentence each. */
export function diffProblems(flags: DiffFlags): readonly string[] {
  const target = hasTarget(flags)
    ? []
    : ['there is nothing to compare with: give --to-kubeconfig FILE, or --to-kubeconfig-context NAME'];
  return [...namespaceProblems(flags), ...target, ...tellingProblems(flags)];
}
