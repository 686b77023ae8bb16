import type { FindingFacts } from '@tsmove/move-core/codes';

/** Findings about hosts that bring themselves. */
export const byohCodes: Readonly<Record<string, FindingFacts>> = {
  'byoh-free-host': {
    says: 'A ByoMachine has no host in the target and would take one that is free there, and bootstrap it.',
    todo: 'Link its own host first, or take the free hosts out of the target.',
    allowedBy: 'never',
  },
  'byoh-host-unverified': {
    says: 'The host of a ByoMachine cannot be verified in the target.',
    why: 'Hosts do not move: their agents register them anew.',
    todo: 'Register the host in the target and link it there, or move with --byoh-hosts report.',
    allowedBy: 'never',
  },
  'byoh-hosts-needed': {
    says: 'So many hosts have to be registered in the target.',
    todo: 'Send the agents of these hosts to the target, and link what they register before the Cluster is released.',
    severity: 'info',
    allowedBy: 'skip',
  },
  'byoh-installer-missing': {
    says: 'A K8sInstallerConfigTemplate that is named will not be in the target.',
    why: 'No further machine can be installed without it.',
    todo: 'Create it in the target, or pass --byoh-copy-installer-templates.',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'byoh-machine-without-host': {
    says: 'A ByoMachine has no host yet, so it would take the first free one of the target.',
    todo: 'Wait until it has its host, or delete its Machine.',
    allowedBy: 'skip',
  },
};
