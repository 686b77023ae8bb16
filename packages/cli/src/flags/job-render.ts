import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { type AllowanceFlags, allowancesGroup } from './allowances.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { type InClusterFlags, inClusterGroup, jobRunningGroup, shardProblems } from './job.ts';
import { tellingProblems } from './move.ts';
import { type OutputFlags, reportOutputGroup } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import type { RunningFlags } from './running.ts';
import { namespaceOf, namespaceProblems, scopeGroup, type ScopeFlags } from './scope.ts';
import { parseCount, parseName, parseText } from './values.ts';

export type ManifestFormat = 'yaml' | 'json' | 'values';

/** What is rendered, and what it is called. */
interface RenderFlags {
  readonly image: string | undefined;
  readonly name: string | undefined;
  readonly inNamespace: string | undefined;
  readonly secret: string | undefined;
  readonly pullPolicy: 'Always' | 'IfNotPresent' | 'Never' | undefined;
  readonly parallelism: number | undefined;
}

/** The flags of `tsmove job render`. */
export interface JobRenderFlags
  extends
    SourceFlags,
    TargetFlags,
    RenderFlags,
    InClusterFlags,
    ScopeFlags,
    Omit<RunningFlags, 'dryRun' | 'yes' | 'clustersAtOnce'>,
    AllowanceFlags,
    ProviderFlags,
    OutputFlags<ManifestFormat> {}

const render: FlagGroup<RenderFlags> = {
  heading: 'What to render',
  flags: {
    image: { kind: 'parsed', parse: parseText, optional: true, placeholder: 'IMAGE', brief: 'Image of tsmove.' },
    name: {
      kind: 'parsed',
      parse: parseName,
      optional: true,
      placeholder: 'NAME',
      brief: 'Name of the Job, its ServiceAccount and its roles (default tsmove-, and the namespace that moves).',
    },
    inNamespace: {
      kind: 'parsed',
      parse: parseName,
      optional: true,
      placeholder: 'NAME',
      brief: 'Namespace of the Job (default tsmove-system).',
    },
    secret: {
      kind: 'parsed',
      parse: parseName,
      optional: true,
      placeholder: 'NAME',
      brief:
        'Secret in the same namespace that holds the kubeconfig of the other side under the key kubeconfig (default: the name of the Job, and -other-side).',
    },
    pullPolicy: {
      kind: 'enum',
      values: ['Always', 'IfNotPresent', 'Never'],
      optional: true,
      brief: 'When the image is pulled (default IfNotPresent).',
    },
    parallelism: {
      kind: 'parsed',
      parse: parseCount(1, 100),
      optional: true,
      placeholder: 'N',
      brief: 'How many pods of --shards run at once (default: all).',
    },
  },
};

const output: FlagGroup<OutputFlags<ManifestFormat>> = {
  heading: reportOutputGroup.heading,
  flags: {
    ...reportOutputGroup.flags,
    output: {
      kind: 'enum',
      values: ['yaml', 'json', 'values'],
      optional: true,
      brief: 'yaml (default); json: one List; values: for the Helm chart, which comes to the same.',
    },
  },
};

/** What the pod gets as it is given. */
export const carriedGroups: readonly AnyFlagGroup[] = [inClusterGroup, scopeGroup, jobRunningGroup, allowancesGroup];

export const jobRenderGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  render,
  ...carriedGroups,
  providersGroup,
  output,
];

export const jobRenderFlags: FlagParametersForType<JobRenderFlags, CliContext> = {
  ...clustersGroup.flags,
  ...render.flags,
  ...inClusterGroup.flags,
  ...scopeGroup.flags,
  ...jobRunningGroup.flags,
  ...allowancesGroup.flags,
  ...providersGroup.flags,
  ...output.flags,
};

/** What is wrong with the flags taken together, one sentence each. */
export function jobRenderProblems(flags: JobRenderFlags): readonly string[] {
  const named = (flag: string | undefined): boolean => flag !== undefined;
  return [
    ...namespaceProblems(flags),
    ...(namespaceOf(flags) === undefined ? ['a Job has to be told which namespace it moves: give --namespace'] : []),
    ...(named(flags.image) ? [] : ['the Job has no image: give --image']),
    ...(named(flags.toKubeconfig) || named(flags.toKubeconfigContext)
      ? []
      : ['both sides are looked at, to see which rights the move needs: give --to-kubeconfig FILE']),
    // A file of this machine is not in the image.
    ...(flags.provider === undefined ? [] : ['--provider names files of this machine, which the pod does not have']),
    ...shardProblems(flags),
    ...(flags.parallelism === undefined || (flags.shards ?? 1) > 1
      ? []
      : ['--parallelism is for several shards: give --shards']),
    ...tellingProblems(flags),
  ];
}
