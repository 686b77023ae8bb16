import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { type OutputFlags, reportOutputGroup, type ReportFormat } from './output.ts';
import { parseText } from './values.ts';

/** What is known about kinds besides the general rules. */
export interface ProviderFlags {
  readonly provider: readonly string[] | undefined;
  readonly byohHosts: 'strict' | 'report' | 'off' | undefined;
  readonly byohCopyInstallerTemplates: boolean | undefined;
}

export const providersGroup: FlagGroup<ProviderFlags> = {
  heading: 'Providers',
  flags: {
    provider: {
      kind: 'parsed',
      parse: parseText,
      optional: true,
      variadic: ',',
      placeholder: 'FILE',
      brief:
        'Load this ES module, whose default export is a provider or an array of them; can be repeated. It goes before those that come with tsmove. Whoever goes on with the move needs it, too.',
    },
    byohHosts: {
      kind: 'enum',
      values: ['strict', 'report', 'off'],
      optional: true,
      brief:
        'What is asked of the hosts of ByoMachines in the target. strict: each is there, verified and linked, or nothing moves (default). report: the Cluster moves, and stays paused in the target until they are. off: nothing.',
    },
    byohCopyInstallerTemplates: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Move the K8sInstallerConfigTemplates that ByoMachines name, too.',
    },
  },
};

/** The flags of `tsmove providers`. */
export interface ProvidersFlags extends ProviderFlags, OutputFlags<ReportFormat> {}

export const providersGroups: readonly AnyFlagGroup[] = [providersGroup, reportOutputGroup];

export const providersFlags: FlagParametersForType<ProvidersFlags, CliContext> = {
  ...providersGroup.flags,
  ...reportOutputGroup.flags,
};
