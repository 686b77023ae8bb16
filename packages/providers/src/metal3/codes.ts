import type { FindingFacts } from '@tsmove/move-core/codes';

/** Findings about bare-metal hosts. Those that cost a disk cannot be passed over. */
export const metal3Codes: Readonly<Record<string, FindingFacts>> = {
  'host-claimed-elsewhere': {
    says: 'A host is claimed by an object of another namespace, which would not move with it.',
    todo: 'Move the claim and its host in one namespace, or release the host first.',
    allowedBy: 'skip',
  },
  'host-consumer-missing': {
    says: 'The Metal3Machine that has claimed a host does not exist.',
    why: 'Nobody would ever release the host.',
    todo: 'Take spec.consumerRef off the host if no machine uses it.',
    allowedBy: 'skip',
  },
  'host-image-differs': {
    says: 'A host is provisioned with something else than its spec says.',
    why: 'The target would deprovision it at once.',
    todo: 'Set the field of the spec back to what status.provisioning says.',
    allowedBy: 'never',
  },
  'host-in-error': {
    says: 'A host reports an error; it arrives as it is.',
    todo: 'See what the host reports before you move it.',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'host-kept': {
    says: 'A host would stay in the source as well.',
    why: 'Two operators would manage the same server.',
    todo: 'Move everything that uses it together, or pass --keep-in-source baremetalhosts.metal3.io, which leaves it there paused for good.',
    allowedBy: 'never',
  },
  'host-label-missing': {
    says: 'The label of a host that names its Cluster is not that of its machine.',
    why: 'The Metal3 provider would leave the host paused for ever.',
    todo: 'Label the host as the message says.',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'host-reboot-pending': {
    says: 'An annotation asks for a reboot, which the target would carry out.',
    todo: 'Wait until the host has rebooted, or take the annotation off.',
    allowedBy: 'skip',
  },
  'host-secret-missing': {
    says: 'The credentials of a host do not exist, so that the target cannot register it.',
    todo: 'Create the Secret that is named.',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'host-servicing': {
    says: 'A host is being serviced.',
    why: 'What Ironic is doing with it cannot be moved.',
    todo: 'Wait until the servicing is done.',
    allowedBy: 'never',
  },
  'host-status-unwritable': {
    says: 'A host has an error type that no API server accepts in a status.',
    todo: 'Mend the host, or take its detached annotation off, and wait until the error is gone.',
    allowedBy: 'never',
  },
  'host-unsettled': {
    says: 'A host is in the middle of something that Ironic knows and nobody else.',
    why: 'The target would begin anew, and may wipe the disk.',
    todo: 'Wait until the host is available, provisioned or externally provisioned.',
    allowedBy: 'never',
  },
  'metal3-node-unknown': {
    says: 'A Metal3Machine has not found its Node yet, and would look for another one from a namespace of another name.',
    why: 'The name of the namespace is part of the providerID that it looks for.',
    todo: 'Wait until it has its Node, and move it with its status; or move it without --namespace-map.',
    page: 'docs/namespace-map.md',
    allowedBy: 'never',
  },
  'not-held': {
    says: 'Nothing holds an object of Metal3 still while it moves.',
    todo: 'Scale the baremetal-operator down to 0 on both sides until the move is done.',
    severity: 'warning',
    allowedBy: 'skip',
  },
};
