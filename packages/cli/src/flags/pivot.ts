import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { allowancesGroup, type AllowanceFlags } from './allowances.ts';
import { clustersGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import { parseDuration } from './duration.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { hasTarget, tellingProblems } from './move.ts';
import { leaseCopyGroup, type LeaseCopyFlags, leaseOriginGroup, type LeaseOriginFlags } from './leases.ts';
import { moveOutputGroup, type OutputFlags, type ReportFormat } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { continuingGroup, type PaceFlags, runningGroup } from './running.ts';
import { scopeGroup, type ScopeFlags } from './scope.ts';
import { parseText, parseWorkload } from './values.ts';

/** A Deployment or StatefulSet as flags name it. */
export interface NamedWorkload {
  readonly namespace: string;
  readonly name: string;
}

interface PivotScopeFlags extends Pick<ScopeFlags, 'namespace' | 'cluster' | 'keepInSource' | 'status'> {
  readonly components: readonly string[] | undefined;
  readonly forceComponents: boolean | undefined;
  readonly provisioningInterface: string | undefined;
}

interface HandOverFlags {
  readonly keepIronic: boolean | undefined;
  readonly ironic: readonly NamedWorkload[] | undefined;
  readonly scaleDownSource: boolean | undefined;
  readonly scaleDown: readonly NamedWorkload[] | undefined;
  readonly cleanUpSource: 'none' | 'components' | undefined;
}

interface PivotRunningFlags extends PaceFlags {
  readonly dryRun: boolean | undefined;
  readonly undo: boolean | undefined;
  readonly yes: boolean | undefined;
  readonly onFailure: 'rollback' | 'stop' | undefined;
  readonly acceptFindings: boolean | undefined;
  readonly componentsTimeout: number | undefined;
  readonly podsTimeout: number | undefined;
  readonly settleTimeout: number | undefined;
  readonly skipPauseAck: boolean | undefined;
  readonly skipLeaseWait: boolean | undefined;
  readonly markReady: boolean | undefined;
}

/** DHCP leases are a part of a pivot like any other, so their flags say what they are about. */
interface PivotLeasesFlags extends LeaseOriginFlags, Pick<LeaseCopyFlags, 'leasesTo' | 'dhcpRange'> {
  readonly leases: boolean | undefined;
  readonly leasesPrefer: LeaseCopyFlags['prefer'];
  readonly leasesSkipInvalid: LeaseCopyFlags['skipInvalid'];
  readonly leasesExtendTo: LeaseCopyFlags['extendTo'];
}

/** The flags of `tsmove pivot`. */
export interface PivotFlags
  extends
    SourceFlags,
    TargetFlags,
    PivotScopeFlags,
    PivotLeasesFlags,
    HandOverFlags,
    PivotRunningFlags,
    AllowanceFlags,
    ProviderFlags,
    OutputFlags<ReportFormat> {}

const { namespace, cluster, keepInSource, status } = scopeGroup.flags;

const pivotScopeGroup: FlagGroup<PivotScopeFlags> = {
  heading: 'What to bring into the target',
  flags: {
    namespace,
    cluster,
    keepInSource,
    status,
    components: {
      kind: 'parsed',
      parse: parseText,
      optional: true,
      variadic: ',',
      placeholder: 'PATH',
      brief:
        'YAML file of provider components, or directory of such files, for the target; can be repeated. They are applied before the move, and waited for.',
    },
    forceComponents: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Take fields of components over from whoever manages them in the target.',
    },
    provisioningInterface: {
      kind: 'parsed',
      parse: parseText,
      optional: true,
      placeholder: 'NAME',
      brief: "PROVISIONING_INTERFACE for the components: the target's network interface for provisioning.",
    },
  },
};

const { leasesTo, dhcpRange, prefer, skipInvalid, extendTo } = leaseCopyGroup.flags;

const pivotLeasesGroup: FlagGroup<PivotLeasesFlags> = {
  heading: 'DHCP leases',
  flags: {
    leases: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief:
        "Copy the leases of the source's dnsmasq into a ConfigMap of the target, before the components. --leases-from means it, too.",
    },
    leasesFrom: leaseOriginGroup.flags.leasesFrom,
    leasesTo,
    dhcpRange,
    leasesPrefer: prefer,
    leasesSkipInvalid: skipInvalid,
    leasesExtendTo: extendTo,
  },
};

const handOverGroup: FlagGroup<HandOverFlags> = {
  heading: 'What becomes of the source',
  flags: {
    keepIronic: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Leave the Ironic of the source running. Without it Ironic goes down there before any host is released.',
    },
    ironic: {
      kind: 'parsed',
      parse: parseWorkload,
      optional: true,
      variadic: ',',
      placeholder: 'NAMESPACE/NAME',
      brief:
        'Deployment or StatefulSet that is Ironic, or a DHCP server beside it, under another name; can be repeated.',
    },
    scaleDownSource: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Scale the provider controllers of the source to 0, so that no two sets of them see the same machines.',
    },
    scaleDown: {
      kind: 'parsed',
      parse: parseWorkload,
      optional: true,
      variadic: ',',
      placeholder: 'NAMESPACE/NAME',
      brief: 'Deployment or StatefulSet of the source to scale to 0 besides; can be repeated.',
    },
    cleanUpSource: {
      kind: 'enum',
      values: ['none', 'components'],
      optional: true,
      brief: 'none: what was scaled down stays (default). components: it is deleted once the checks have passed.',
    },
  },
};

const { dryRun, yes, onFailure, skipPauseAck, markReady, concurrency, pauseTimeout, blockMoveTimeout, leaseDuration } =
  runningGroup.flags;

const pivotRunningGroup: FlagGroup<PivotRunningFlags> = {
  heading: 'How to pivot',
  flags: {
    dryRun: { ...dryRun, brief: 'Change nothing; show what would be done, step by step.' },
    undo: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Undo a pivot that stopped half way, or whose checks have failed; components need not be given.',
    },
    yes: { ...yes, brief: 'Do not ask before the pivot. It never asks in scripts and in CI.' },
    onFailure,
    acceptFindings: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'End the pivot although checks have failed.',
    },
    componentsTimeout: {
      kind: 'parsed',
      parse: parseDuration,
      optional: true,
      placeholder: 'DURATION',
      brief: 'How long components may take to become available in the target (default 10m).',
    },
    podsTimeout: {
      kind: 'parsed',
      parse: parseDuration,
      optional: true,
      placeholder: 'DURATION',
      brief: 'How long pods that are scaled down may take to be gone (default 3m).',
    },
    settleTimeout: settleTimeout(),
    concurrency,
    pauseTimeout,
    blockMoveTimeout,
    skipPauseAck,
    markReady,
    leaseDuration,
    skipLeaseWait: continuingGroup.flags.skipLeaseWait,
  },
};

function settleTimeout(): FlagGroup<Pick<PivotRunningFlags, 'settleTimeout'>>['flags']['settleTimeout'] {
  return {
    kind: 'parsed',
    parse: parseDuration,
    optional: true,
    placeholder: 'DURATION',
    brief: 'How long controllers, hosts and conditions may take to settle (default 5m).',
  };
}

export const pivotGroups: readonly AnyFlagGroup[] = [
  clustersGroup,
  pivotScopeGroup,
  pivotLeasesGroup,
  handOverGroup,
  pivotRunningGroup,
  allowancesGroup,
  providersGroup,
  moveOutputGroup,
];

export const pivotFlags: FlagParametersForType<PivotFlags, CliContext> = {
  ...clustersGroup.flags,
  ...pivotScopeGroup.flags,
  ...pivotLeasesGroup.flags,
  ...handOverGroup.flags,
  ...pivotRunningGroup.flags,
  ...allowancesGroup.flags,
  ...providersGroup.flags,
  ...moveOutputGroup.flags,
};

/** What is wrong with the flags of a pivot taken together, one sentence each. */
export function pivotProblems(flags: PivotFlags): readonly string[] {
  const problems: string[] = [];
  if (!hasTarget(flags)) {
    problems.push(
      'the pivot has no target: give --to-kubeconfig FILE, or --to-kubeconfig-context NAME for another context of the ' +
        "source's kubeconfig",
    );
  }
  if (flags.undo === true && flags.dryRun === true) problems.push('--undo and --dry-run: give one of them');
  if (flags.keepIronic === true && flags.ironic !== undefined) {
    problems.push('--keep-ironic and --ironic ask for opposite things: give one of them');
  }
  return [...problems, ...tellingProblems(flags)];
}

interface CheckScopeFlags {
  readonly namespace: string | undefined;
  readonly settleTimeout: number | undefined;
  readonly concurrency: number | undefined;
}

/** The flags of `tsmove check`. */
export interface CheckFlags extends SourceFlags, TargetFlags, CheckScopeFlags, OutputFlags<ReportFormat> {}

const checkScopeGroup: FlagGroup<CheckScopeFlags> = {
  heading: 'What to check',
  flags: { namespace, settleTimeout: settleTimeout(), concurrency },
};

export const checkGroups: readonly AnyFlagGroup[] = [clustersGroup, checkScopeGroup, moveOutputGroup];

export const checkFlags: FlagParametersForType<CheckFlags, CliContext> = {
  ...clustersGroup.flags,
  ...checkScopeGroup.flags,
  ...moveOutputGroup.flags,
};

/** What is wrong with the flags of a check taken together, one sentence each. */
export function checkProblems(flags: CheckFlags): readonly string[] {
  const problems = hasTarget(flags)
    ? []
    : ['what to check is in the target: give --to-kubeconfig FILE, or --to-kubeconfig-context NAME'];
  return [...problems, ...tellingProblems(flags)];
}
