import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { allowancesGroup, type AllowanceFlags } from './allowances.ts';
import type { SourceFlags, TargetFlags } from './clusters.ts';
import { clustersGroup } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { type ListenAddress, parseListenAddress } from './listen-address.ts';
import { tellingProblems } from './move.ts';
import { moveOutputGroup, type OutputFlags, type ReportFormat } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { runningGroup, type RunningFlags } from './running.ts';
import { namespaceOf, namespaceProblems, scopeGroup, type ScopeFlags } from './scope.ts';
import { parseCount, parseName } from './values.ts';

/** Where a move in a pod runs, and where it reports. */
export interface InClusterFlags {
  readonly thisSide: 'source' | 'target' | undefined;
  readonly statusName: string | undefined;
  readonly metrics: ListenAddress | undefined;
  readonly shards: number | undefined;
}

/**
 * How a move runs in a Job: nobody is asked, and nothing is only looked at. Its pods have shards for several Clusters at
 * the same time; without them a pod has one move at most to go on with.
 */
type JobRunningFlags = Omit<RunningFlags, 'dryRun' | 'yes' | 'clustersAtOnce'>;

/** The flags of `tsmove job run`. */
export interface JobRunFlags
  extends
    SourceFlags,
    TargetFlags,
    InClusterFlags,
    ScopeFlags,
    JobRunningFlags,
    AllowanceFlags,
    ProviderFlags,
    OutputFlags<ReportFormat> {}

/** More than that are no help: each pod has a move of its own, and both API servers have to bear them. */
const mostShards = 100;

const inCluster: FlagGroup<InClusterFlags>['flags'] = {
  thisSide: {
    kind: 'enum',
    values: ['source', 'target'],
    optional: true,
    brief:
      'Which side the pod runs in (default source). That side needs no kubeconfig: it is reached with the ServiceAccount of the pod.',
  },
  statusName: {
    kind: 'parsed',
    parse: parseName,
    optional: true,
    placeholder: 'NAME',
    brief: 'ConfigMap beside the pod that tells how it stands (default: the name of the Job, and -status).',
  },
  metrics: {
    kind: 'parsed',
    parse: parseListenAddress,
    optional: true,
    placeholder: 'ADDRESS',
    brief: 'Serve metrics for Prometheus there, at /metrics: :9090 or 127.0.0.1:9090 (default: nowhere).',
  },
  shards: {
    kind: 'parsed',
    parse: parseCount(1, mostShards),
    optional: true,
    placeholder: 'N',
    brief:
      'Divide the Clusters of the namespace among so many pods of an Indexed Job, which move them at the same time (default 1).',
  },
};

export const inClusterGroup: FlagGroup<InClusterFlags> = { heading: 'The pod', flags: inCluster };

const { dryRun: _dryRun, yes: _yes, clustersAtOnce: _atOnce, ...running } = runningGroup.flags;
export const jobRunningGroup: FlagGroup<JobRunningFlags> = { heading: runningGroup.heading, flags: running };

export const jobRunGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  inClusterGroup,
  scopeGroup,
  jobRunningGroup,
  allowancesGroup,
  providersGroup,
  moveOutputGroup,
];

export const jobRunFlags: FlagParametersForType<JobRunFlags, CliContext> = {
  ...clustersGroup.flags,
  ...inClusterGroup.flags,
  ...scopeGroup.flags,
  ...jobRunningGroup.flags,
  ...allowancesGroup.flags,
  ...providersGroup.flags,
  ...moveOutputGroup.flags,
};

/** What is wrong with the flags taken together, one sentence each. */
export function jobRunProblems(flags: JobRunFlags): readonly string[] {
  return [
    ...namespaceProblems(flags),
    // The namespace of the pod is tsmove's own: it is never the one that is meant.
    ...(namespaceOf(flags) === undefined ? ['a Job has to be told which namespace it moves: give --namespace'] : []),
    ...sideProblems(flags),
    ...shardProblems(flags),
    ...tellingProblems(flags),
  ];
}

/** True if the Clusters are divided among several pods. */
export function isSharded({ shards = 1 }: Pick<InClusterFlags, 'shards'>): boolean {
  return shards > 1;
}

/** Shards move a whole namespace, and nothing of it stays. */
export function shardProblems(
  flags: Pick<JobRunFlags, 'shards' | 'cluster' | 'perCluster' | 'keepInSource' | 'onConflict'>,
): readonly string[] {
  if (!isSharded(flags)) return [];
  const { cluster, perCluster, keepInSource, onConflict = 'fail' } = flags;
  return [
    ...(cluster === undefined ? [] : ['--shards divides all Clusters of the namespace: leave --cluster out']),
    ...(perCluster === true ? ['--shards and --per-cluster do not go together'] : []),
    ...(keepInSource === undefined ? [] : ['--shards and --keep-in-source do not go together']),
    ...(onConflict === 'fail' ? [] : ['--shards and --on-conflict do not go together']),
  ];
}

function sideProblems(flags: JobRunFlags): readonly string[] {
  const hasSource = flags.kubeconfig !== undefined || flags.kubeconfigContext !== undefined;
  const hasTarget = flags.toKubeconfig !== undefined || flags.toKubeconfigContext !== undefined;
  if (flags.thisSide === 'target') {
    return hasSource ? [] : ['the move has no source: give --kubeconfig FILE, the one of the other side'];
  }
  return hasTarget ? [] : ['the move has no target: give --to-kubeconfig FILE, the one of the other side'];
}
