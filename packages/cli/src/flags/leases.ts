import type { FlagParametersForType } from '@stricli/core';
import type { ConfigMapKey } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { clustersGroup, sourceGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import { parseDuration } from './duration.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { leasePlaceKinds, type LeasePlace, parseConfigMapKey, parseLeasePlace, parseRanges } from './lease-places.ts';
import { type OutputFlags, reportOutputGroup, type ReportFormat } from './output.ts';
import { readingGroup, type ReadingFlags } from './running.ts';

/** Where leases come from. */
export interface LeaseOriginFlags {
  readonly leasesFrom: LeasePlace | undefined;
}

/** What leases have to be like. */
export interface LeaseOrderFlags {
  readonly dhcpRange: readonly string[] | undefined;
}

/** Where leases go, and how they get there. */
export interface LeaseCopyFlags extends LeaseOrderFlags {
  readonly leasesTo: ConfigMapKey | undefined;
  readonly prefer: 'source' | 'target' | undefined;
  readonly skipInvalid: boolean | undefined;
  readonly extendTo: number | undefined;
}

interface DryRunFlags {
  readonly dryRun: boolean | undefined;
}

/** What all commands about leases have. */
export interface LeaseFlags extends SourceFlags, LeaseOriginFlags, ReadingFlags, OutputFlags<ReportFormat> {}

/** The flags of `tsmove leases check`. */
export interface LeaseCheckFlags extends LeaseFlags, LeaseOrderFlags {}

/** The flags of `tsmove leases copy`. */
export interface LeasesCopyFlags extends LeaseFlags, TargetFlags, LeaseCopyFlags, DryRunFlags {}

export const leaseOriginGroup: FlagGroup<LeaseOriginFlags> = {
  heading: 'Where the leases are',
  flags: {
    leasesFrom: {
      kind: 'parsed',
      parse: parseLeasePlace,
      proposeCompletions: (partial) =>
        leasePlaceKinds.map((kind) => `${kind}:`).filter((kind) => kind.startsWith(partial)),
      optional: true,
      placeholder: 'WHERE',
      brief:
        'configmap:NAMESPACE/NAME[:KEY], exec:NAMESPACE[/POD] for a dnsmasq that runs, or file:PATH. Without it the only pod of the source with the label name=ironic.',
    },
  },
};

const order: FlagGroup<LeaseOrderFlags>['flags'] = {
  dhcpRange: {
    kind: 'parsed',
    parse: parseRanges,
    optional: true,
    placeholder: 'RANGES',
    brief:
      'What leases must lie in: FIRST,LAST or a CIDR; several are parted by spaces or semicolons. Without it any address will do.',
  },
};

const leaseOrderGroup: FlagGroup<LeaseOrderFlags> = { heading: 'What to ask of leases', flags: order };

export const leaseCopyGroup: FlagGroup<LeaseCopyFlags> = {
  heading: 'How to copy leases',
  flags: {
    leasesTo: {
      kind: 'parsed',
      parse: parseConfigMapKey,
      optional: true,
      placeholder: 'NAMESPACE/NAME[:KEY]',
      brief:
        'ConfigMap of the target, made if it is missing (default metal3/dnsmasq-leases-configmap:dnsmasq.leases). What it holds already is merged with.',
    },
    ...order,
    prefer: {
      kind: 'enum',
      values: ['source', 'target'],
      optional: true,
      brief: 'Whose lease stands where the two sides contradict each other; without it nothing is copied then.',
    },
    skipInvalid: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Leave out what cannot be read or is not in order, and name it; without it nothing is copied then.',
    },
    extendTo: {
      kind: 'parsed',
      parse: parseDuration,
      optional: true,
      placeholder: 'DURATION',
      brief: 'The least time that each lease is to have left, for example 2h, so that it outlives the pivot.',
    },
  },
};

const dryRunGroup: FlagGroup<DryRunFlags> = {
  heading: 'Only look',
  flags: {
    dryRun: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Read both sides and show what would be copied; change nothing.',
    },
  },
};

export const leasesShowGroups: readonly AnyFlagGroup[] = [
  leaseOriginGroup,
  sourceGroup,
  readingGroup,
  reportOutputGroup,
];

export const leasesCheckGroups: readonly AnyFlagGroup[] = [
  leaseOriginGroup,
  leaseOrderGroup,
  sourceGroup,
  readingGroup,
  reportOutputGroup,
];

export const leasesCopyGroups: readonly AnyFlagGroup[] = [
  leaseOriginGroup,
  leaseCopyGroup,
  dryRunGroup,
  clustersGroup,
  readingGroup,
  reportOutputGroup,
];

export const leasesShowFlags: FlagParametersForType<LeaseFlags, CliContext> = {
  ...leaseOriginGroup.flags,
  ...sourceGroup.flags,
  ...readingGroup.flags,
  ...reportOutputGroup.flags,
};

export const leasesCheckFlags: FlagParametersForType<LeaseCheckFlags, CliContext> = {
  ...leasesShowFlags,
  ...leaseOrderGroup.flags,
};

export const leasesCopyFlags: FlagParametersForType<LeasesCopyFlags, CliContext> = {
  ...leasesShowFlags,
  ...clustersGroup.flags,
  ...leaseCopyGroup.flags,
  ...dryRunGroup.flags,
};
