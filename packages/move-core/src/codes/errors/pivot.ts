import type { ErrorFacts } from '../types.ts';

/** Errors of a pivot: a move with all that has to happen around it. */
export const pivotErrors: Readonly<Record<string, ErrorFacts>> = {
  'cleaned-up': {
    says: 'The controllers of the source are being deleted already, so that the pivot cannot be undone.',
    todo: 'Run the pivot to its end, install the providers in the source, and pivot in the other direction.',
    exitCode: 2,
  },
  'component-conflict': {
    says: 'The target has a component with other values, which somebody else looks after.',
    todo: 'Leave it out of the components, or take the fields over with --force-components.',
  },
  'component-secret-differs': {
    says: 'A Secret among the components is in the target with other values.',
    why: 'What it was could not be remembered for an undo: the record of a pivot is no place for secrets.',
    todo: 'Leave it out of the components, and change it by hand.',
  },
  'component-twice': {
    says: 'An object is among the components twice.',
    todo: 'Leave one of the two out.',
    exitCode: 2,
  },
  'component-unknown-kind': {
    says: 'The target serves no kind of a component.',
    todo: 'Add its CustomResourceDefinition to the components, or install what serves it first.',
    exitCode: 2,
  },
  'no-pivot': {
    says: 'The source has no record of a pivot of this namespace.',
    todo: 'It has come to its end, or was never begun. What has moved goes back with tsmove rollback.',
    exitCode: 2,
  },
  'not-settled': {
    says: 'Something that was applied, scaled or moved did not come to rest in time.',
    todo: 'Look at the named object, its pods and events, and run the pivot again.',
    exitCode: 3,
  },
  'pivot-differs': {
    says: 'A pivot of this namespace was begun with other settings.',
    todo: 'Give what it was begun with, or undo it first with --undo.',
    exitCode: 2,
  },
  'pivot-stopped': {
    says: 'The pivot stopped half way.',
    why: 'The reason is its cause, which has a code of its own.',
    todo: 'Mend the cause and run tsmove pivot again with the same flags, or with --undo.',
    exitCode: 4,
  },
  'pivot-undone': {
    says: 'The pivot failed, and every step of it was undone.',
    why: 'The reason is its cause, which has a code of its own and decides the exit code.',
    todo: 'Mend the cause, and pivot again.',
  },
  'source-is-target': {
    says: 'Source and target of a pivot are the same cluster.',
    todo: 'Check both kubeconfigs and contexts.',
    exitCode: 2,
  },
  'target-ironic-running': {
    says: 'Ironic runs in the target already, while the source has its own.',
    why: 'Two of them would serve the same provisioning network.',
    todo: 'Scale it to 0 in the target; the pivot scales it up when the one of the source is gone.',
  },
  unsettled: {
    says: 'Checks after the move have found what is not in order; each finding has a code of its own.',
    todo: 'Mend what they say and run the pivot again, undo it, or pass --accept-findings.',
  },
  'workload-missing': {
    says: 'The source has no Deployment or StatefulSet of the name that was given.',
    todo: 'Write it as NAMESPACE/NAME, as kubectl get deployments,statefulsets -A shows it.',
  },
};
