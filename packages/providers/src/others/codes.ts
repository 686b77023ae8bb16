import type { FindingFacts } from '@tsmove/move-core/codes';

/** Findings of the smaller providers, and of what several of them have in common. */
export const otherCodes: Readonly<Record<string, FindingFacts>> = {
  'control-plane-in-source': {
    says: 'A control plane runs as pods in the source itself, with its data, and does not move.',
    todo: 'Move it by the means of its own provider first; skip the finding once its pods and data are in the target.',
    allowedBy: 'skip',
  },
  'docker-daemon': {
    says: 'Machines are containers; the managers of both sides must reach the same Docker daemon.',
    todo: "Mount the daemon's socket into the nodes of the target.",
    severity: 'info',
    allowedBy: 'skip',
  },
  'helm-not-holdable': {
    says: 'An object of the Helm provider has no room for the annotation that pauses it.',
    why: 'Deleting it unpaused would uninstall what it has installed.',
    todo: 'Remove annotations that nobody needs.',
    allowedBy: 'never',
  },
  'helm-not-still': {
    says: 'The Helm provider acts on every change of a Cluster, paused or not.',
    why: 'It may install the chart a second time while its releases are on their way.',
    todo: 'Scale caaph-controller-manager to 0 on both sides until the move is done.',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'hetzner-host-unsettled': {
    says: 'A bare-metal host of Hetzner is in the middle of something.',
    todo: 'Wait until spec.status.provisioningState is provisioned, or empty.',
    allowedBy: 'skip',
  },
  'in-memory-endpoint': {
    says: 'The API server of a cluster is a listener in the manager of the source itself.',
    todo: "Stop the source's manager before the target's is released, and let that one listen at the same address.",
    severity: 'warning',
    allowedBy: 'skip',
  },
  'kubevirt-in-source': {
    says: 'Virtual machines run in the source itself, and cannot move with their Cluster.',
    todo: 'Only clusters with spec.infraClusterSecretRef can move: their machines are in a cluster that stays.',
    allowedBy: 'never',
  },
  'openstack-not-held': {
    says: 'A controller of OpenStack resources knows no pause, and looks after them on both sides while they move.',
    todo: 'Scale orc-controller-manager to 0 on both sides until the move is done.',
    severity: 'warning',
    allowedBy: 'skip',
  },
  'pool-shared': {
    says: 'A pool of addresses, or of indexes, would stay in the source as well.',
    why: 'Both sides would then hand out the same ones.',
    todo: 'Move everything that takes from it at once, or divide its range and skip the finding.',
    allowedBy: 'skip',
  },
  'reference-elsewhere': {
    says: 'An object names another one in another namespace, which does not move.',
    todo: 'Create it in the target before the move, if it is not there.',
    severity: 'warning',
    allowedBy: 'skip',
  },
};
