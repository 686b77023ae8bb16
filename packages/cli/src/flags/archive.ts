import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { allowancesGroup, type AllowanceFlags } from './allowances.ts';
import { clustersGroup, sourceGroup, type SourceFlags, type TargetFlags } from './clusters.ts';
import type { AnyFlagGroup, FlagGroup } from './group.ts';
import { journalDirectoryGroup, type JournalDirectoryFlags } from './journal.ts';
import { moveOutputGroup, type OutputFlags, reportOutputGroup, type ReportFormat } from './output.ts';
import { providersGroup, type ProviderFlags } from './providers.ts';
import { readingGroup, runningGroup, type RunningFlags } from './running.ts';
import { conflictGroup, scopeGroup, type ConflictFlags, type ScopeFlags } from './scope.ts';
import { parseText } from './values.ts';

/** How Secrets are protected in a file. */
export interface EncryptionFlags {
  readonly encryptTo: readonly string[] | undefined;
  readonly plain: boolean | undefined;
}

/** How an encrypted archive is read. */
export interface IdentityFlags {
  readonly identity: string | undefined;
}

/** Directories of clusterctl, and the backup before a move. */
export interface DirectoryFlags {
  readonly toDirectory: string | undefined;
  readonly fromDirectory: string | undefined;
}

export interface BackupFlags extends EncryptionFlags {
  readonly backup: string | undefined;
}

/** Where the archive of an import, or the file of an export, is that is gone on with. */
export interface ArchivedFlags extends IdentityFlags {
  readonly archive: string | undefined;
}

const encryption: FlagGroup<EncryptionFlags>['flags'] = {
  encryptTo: {
    kind: 'parsed',
    parse: parseRecipient,
    optional: true,
    variadic: ',',
    placeholder: 'AGE1…',
    brief: 'Encrypt with age for whoever has the secret key of this public one; can be repeated.',
  },
  plain: {
    kind: 'boolean',
    optional: true,
    withNegated: false,
    brief: 'Write Secrets as they are, into a file that only you may read. Without this or --encrypt-to it is refused.',
  },
};

const identity: FlagGroup<IdentityFlags>['flags'] = {
  identity: {
    kind: 'parsed',
    parse: parseText,
    optional: true,
    placeholder: 'FILE',
    brief: 'Your secret key for an encrypted archive, in a file as age-keygen writes it.',
  },
};

/** A public key of age. A secret one would be shown by whoever lists processes. */
function parseRecipient(text: string): string {
  if (/^AGE-SECRET-KEY-/i.test(text)) throw new SyntaxError('this is a secret key; give the public one, age1…');
  if (!/^age1[0-9a-z]+$/.test(text)) throw new SyntaxError(`"${text}" is no public key of age: they begin with age1`);
  return text;
}

const { namespace, namespaceMap, cluster } = scopeGroup.flags;
const { concurrency, timeout, pauseTimeout, blockMoveTimeout, skipPauseAck, leaseDuration } = runningGroup.flags;
const { dryRun, yes, onFailure, markReady } = runningGroup.flags;

type SelectionFlags = Pick<ScopeFlags, 'namespace' | 'cluster'>;
type StillnessFlags = Pick<
  RunningFlags,
  'concurrency' | 'timeout' | 'pauseTimeout' | 'blockMoveTimeout' | 'skipPauseAck' | 'leaseDuration'
>;
type ImportingFlags = Pick<
  RunningFlags,
  'dryRun' | 'yes' | 'concurrency' | 'timeout' | 'onFailure' | 'markReady' | 'leaseDuration'
>;

interface LiveFlags {
  readonly noPause: boolean | undefined;
}

/** The flags of `tsmove export`. */
export interface ExportFlags
  extends
    SourceFlags,
    SelectionFlags,
    EncryptionFlags,
    StillnessFlags,
    LiveFlags,
    JournalDirectoryFlags,
    AllowanceFlags,
    ProviderFlags,
    OutputFlags<ReportFormat> {}

/** The flags of `tsmove import`. */
export interface ImportFlags
  extends
    TargetFlags,
    IdentityFlags,
    ArrivalFlags,
    ImportingFlags,
    ConflictFlags,
    JournalDirectoryFlags,
    AllowanceFlags,
    ProviderFlags,
    OutputFlags<ReportFormat> {}

/** The flags of `tsmove archive inspect` and `tsmove archive verify`. */
export interface ArchiveFlags extends IdentityFlags, OutputFlags<ReportFormat> {}

export const encryptionGroup: FlagGroup<EncryptionFlags> = { heading: 'How to protect Secrets', flags: encryption };
export const identityGroup: FlagGroup<IdentityFlags> = { heading: 'How to read the archive', flags: identity };

const selectionGroup: FlagGroup<SelectionFlags> = {
  heading: 'What to export',
  flags: {
    namespace,
    cluster: { ...cluster, brief: 'Only this Cluster of the namespace, and all that it needs; can be repeated.' },
  },
};

const stillnessGroup: FlagGroup<StillnessFlags & LiveFlags> = {
  heading: 'How to export',
  flags: {
    noPause: {
      kind: 'boolean',
      optional: true,
      withNegated: false,
      brief: 'Read the objects as they are, one after the other, and pause nothing: they may not fit together.',
    },
    concurrency,
    timeout: readingGroup.flags.timeout,
    pauseTimeout,
    blockMoveTimeout,
    skipPauseAck,
    leaseDuration,
  },
};

const { toKubeconfig, toKubeconfigContext } = clustersGroup.flags;

const targetGroup: FlagGroup<TargetFlags> = {
  heading: 'Cluster',
  flags: {
    toKubeconfig: {
      ...toKubeconfig,
      brief:
        'Kubeconfig of the target; without it $KUBECONFIG, then ~/.kube/config, then the cluster that tsmove runs in.',
    },
    toKubeconfigContext: { ...toKubeconfigContext, brief: 'Context of the target; without it the current one.' },
  },
};

const importingGroup: FlagGroup<ImportingFlags> = {
  heading: 'How to import',
  flags: {
    dryRun: { ...dryRun, brief: 'Change nothing; show what would be created, and what stands in its way.' },
    yes: { ...yes, brief: 'Do not ask before the import. It never asks in scripts and in CI.' },
    concurrency,
    timeout,
    onFailure,
    markReady,
    leaseDuration,
  },
};

/** What `move` has for directories and backups. */
export const directoryGroup: FlagGroup<DirectoryFlags & BackupFlags> = {
  heading: 'Files instead of a cluster, and backups',
  flags: {
    toDirectory: {
      kind: 'parsed',
      parse: parseText,
      optional: true,
      placeholder: 'DIR',
      brief:
        'Write the objects into this directory, as clusterctl does, instead of moving them; Secrets stand there in plain text.',
    },
    fromDirectory: {
      kind: 'parsed',
      parse: parseText,
      optional: true,
      placeholder: 'DIR',
      brief: 'Create what tsmove or clusterctl has written into this directory; the directory stays as it is.',
    },
    backup: {
      kind: 'parsed',
      parse: parseText,
      optional: true,
      placeholder: 'FILE',
      brief: 'Write an archive of everything that moves before the first write; if that fails, nothing is moved.',
    },
    ...encryption,
  },
};

/** What `resume` and `rollback` have for imports and exports. */
export const archivedGroup: FlagGroup<ArchivedFlags> = {
  heading: 'Imports and exports',
  flags: {
    archive: {
      kind: 'parsed',
      parse: parseText,
      optional: true,
      placeholder: 'FILE',
      brief: 'The archive or the directory that is being imported or exported: it stands for one of the two clusters.',
    },
    ...identity,
  },
};

export const exportGroups: readonly AnyFlagGroup[] = [
  sourceGroup,
  selectionGroup,
  encryptionGroup,
  stillnessGroup,
  journalDirectoryGroup,
  allowancesGroup,
  providersGroup,
  reportOutputGroup,
];

type ArrivalFlags = Pick<ScopeFlags, 'namespaceMap'>;

const arrivalGroup: FlagGroup<ArrivalFlags> = { heading: 'Where to', flags: { namespaceMap } };

export const importGroups: readonly AnyFlagGroup[] = [
  targetGroup,
  identityGroup,
  arrivalGroup,
  conflictGroup,
  importingGroup,
  journalDirectoryGroup,
  allowancesGroup,
  providersGroup,
  moveOutputGroup,
];

export const archiveGroups: readonly AnyFlagGroup[] = [identityGroup, reportOutputGroup];

export const exportFlags: FlagParametersForType<ExportFlags, CliContext> = {
  ...sourceGroup.flags,
  ...selectionGroup.flags,
  ...encryptionGroup.flags,
  ...stillnessGroup.flags,
  ...journalDirectoryGroup.flags,
  ...allowancesGroup.flags,
  ...providersGroup.flags,
  ...reportOutputGroup.flags,
};

export const importFlags: FlagParametersForType<ImportFlags, CliContext> = {
  ...targetGroup.flags,
  ...arrivalGroup.flags,
  ...identityGroup.flags,
  ...conflictGroup.flags,
  ...importingGroup.flags,
  ...journalDirectoryGroup.flags,
  ...allowancesGroup.flags,
  ...providersGroup.flags,
  ...moveOutputGroup.flags,
};

export const archiveFlags: FlagParametersForType<ArchiveFlags, CliContext> = {
  ...identityGroup.flags,
  ...reportOutputGroup.flags,
};

/** What is wrong with the flags that protect Secrets, one sentence each. */
export function encryptionProblems({ encryptTo, plain }: EncryptionFlags): readonly string[] {
  return encryptTo !== undefined && plain === true
    ? ['--encrypt-to and --plain ask for opposite things: give one']
    : [];
}
