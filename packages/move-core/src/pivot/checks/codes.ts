import type { FindingFacts } from '../../codes/types.ts';

/** Every finding of `tsmove check`, and of the steps of a pivot. */
export const checkCodes: Readonly<Record<string, FindingFacts>> = {
  'being-deleted': {
    says: 'An object that has moved is being deleted in the target.',
    todo: 'Find out who deletes it, and why.',
    allowedBy: 'findings',
  },
  'cluster-paused': {
    says: 'A Cluster that has moved is paused in the target.',
    todo: 'Resume it if it was not paused before.',
    severity: 'warning',
    allowedBy: 'findings',
  },
  'condition-unsettled': {
    says: 'A condition of an object that has moved is not what it was, or is not True.',
    todo: 'Look at its status and the log of its controller in the target.',
    allowedBy: 'findings',
  },
  'controller-at-zero': {
    says: 'A controller has no replicas in the target.',
    todo: 'Scale it up, unless it is down on purpose.',
    severity: 'warning',
    allowedBy: 'findings',
  },
  'controller-unavailable': {
    says: 'A controller in the target is not up.',
    todo: 'Look at its pods and events in the target.',
    allowedBy: 'findings',
  },
  'host-state-changed': {
    says: 'A host is in another state than before the move.',
    todo: 'Look at its status and the log of baremetal-operator in the target.',
    allowedBy: 'findings',
  },
  'host-unsettled': {
    says: 'A host in the target is in the middle of something.',
    todo: 'Look at its status and the log of baremetal-operator in the target.',
    allowedBy: 'findings',
  },
  'left-in-source': {
    says: 'An object that is in the target is also still in the source.',
    why: 'Two controllers could act on the same machine.',
    todo: 'Find out what kept it there or made it anew; never delete it there unpaused.',
    allowedBy: 'findings',
  },
  'node-changed': {
    says: 'A Machine has another Node than before.',
    why: 'It may be another machine now.',
    todo: 'Do not delete anything before it is clear which machine it is.',
    allowedBy: 'findings',
  },
  'object-missing': {
    says: 'An object that has moved is not in the target any more.',
    todo: 'Find out in the audit log who deleted it.',
    allowedBy: 'findings',
  },
  'provider-id-changed': {
    says: 'An object has another provider ID than before.',
    why: 'It may be another machine now.',
    todo: 'Do not delete anything before it is clear which machine it is.',
    allowedBy: 'findings',
  },
  'source-controller-unavailable': {
    says: 'A controller of the source got its replicas back in an undo, and does not come up.',
    todo: 'Look at its pods and events in the source.',
    severity: 'warning',
    allowedBy: 'findings',
  },
  'source-still-used': {
    says: 'A Cluster is still in the source, so that the controllers there were not deleted.',
    todo: 'Move it, too, or scale the controllers of the source up again.',
    severity: 'warning',
    allowedBy: 'findings',
  },
};
