import type { ErrorFacts } from '../types.ts';

/** Errors about data that is no object of a move, and has to be in the target before it. */
export const sideDataErrors: Readonly<Record<string, ErrorFacts>> = {
  'container-missing': {
    says: 'A pod has no container of the name that leases are read from.',
    todo: 'Name the container, or another place with --leases-from.',
    exitCode: 3,
  },
  'file-missing': {
    says: 'A pod has none of the files that leases are kept in.',
    todo: 'Name the path of the file, or copy it out yourself and use --leases-from file:PATH.',
    exitCode: 3,
  },
  'file-unreadable': {
    says: 'A file in a pod could not be read.',
    todo: 'See whether the container has cat and may read the file, or copy it out yourself.',
    exitCode: 3,
  },
  'file-unsteady': {
    says: 'A file in a pod changed each time that it was read.',
    todo: 'Stop what writes it, or copy it out yourself.',
    exitCode: 3,
  },
  'pod-ambiguous': {
    says: 'Several pods could be the one that leases are read from.',
    todo: 'Name the pod.',
    exitCode: 3,
  },
  'pod-missing': {
    says: 'There is no such pod to read leases from.',
    todo: 'Check its namespace and name, or name another place with --leases-from.',
    exitCode: 3,
  },
  'side-data-backup-gone': {
    says: 'The ConfigMap that holds the text from before is gone, so that it cannot be put back.',
    todo: 'Put the text back by hand, and take the annotation that is named off.',
    exitCode: 3,
  },
  'side-data-changed': {
    says: 'A text that tsmove wrote into a ConfigMap was changed by somebody since, and is left as it is.',
    todo: 'Put back by hand what was before; the message names where it is kept.',
    exitCode: 3,
  },
};
