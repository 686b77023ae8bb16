import type { ErrorFacts } from '../types.ts';

/** Errors about archives, and about directories as clusterctl writes them. */
export const archiveErrors: Readonly<Record<string, ErrorFacts>> = {
  'archive-damaged': {
    says: 'An archive or a directory is not what was written once: cut off, changed, or made by something else.',
    todo: 'Use another copy; tsmove archive verify tells whether one is whole.',
    exitCode: 2,
  },
  'archive-empty': {
    says: 'A directory holds nothing that could be moved.',
    todo: 'Name the directory that clusterctl or tsmove has written.',
    exitCode: 2,
  },
  'archive-encrypted': {
    says: 'An archive is encrypted, and no identity was given that fits.',
    todo: 'Give the file with the age identity of one of its recipients: --identity FILE.',
    exitCode: 2,
  },
  'archive-exists': {
    says: 'The file to be written exists already.',
    todo: 'Choose another name, or remove the file if nobody needs it.',
    exitCode: 2,
  },
  'archive-namespaces': {
    says: 'A directory holds objects of several namespaces.',
    todo: 'Restore one after the other, each with its --namespace.',
    exitCode: 2,
  },
  'archive-newer': {
    says: 'An archive has a format that this version does not read.',
    todo: 'Use the release of tsmove that wrote it, or a newer one.',
    exitCode: 2,
  },
  'archive-too-large': {
    says: 'A file is larger, or has larger parts, than any archive that tsmove writes.',
    todo: 'Make sure where the file is from.',
    exitCode: 2,
  },
  'archive-unreadable': {
    says: 'An archive or a directory cannot be read, or does not exist.',
    todo: 'Check the path, and whether you may read it.',
    exitCode: 2,
  },
  'archive-unwritable': {
    says: 'An archive or a directory cannot be written.',
    todo: 'Check the path, the room on the disk, and whether you may write there.',
    exitCode: 2,
  },
  'identity-invalid': {
    says: 'What was given as an identity is none of age.',
    todo: 'Give the file that age-keygen wrote; its lines begin with AGE-SECRET-KEY-1.',
    exitCode: 2,
  },
  'kind-takes-no-part': {
    says: 'An archive holds an object whose kind takes part in no move in the target.',
    todo: 'Install its provider in the target; its CustomResourceDefinition needs the label clusterctl.cluster.x-k8s.io.',
    exitCode: 2,
  },
  'recipient-invalid': {
    says: 'What was given as a recipient is none of age.',
    todo: 'Give the public key that age-keygen prints: age1 and 58 characters more.',
    exitCode: 2,
  },
  'secrets-plain': {
    says: 'Secrets would be written to a file in plain text.',
    todo: 'Encrypt it with --encrypt-to age1…, or say --plain if the file is protected otherwise.',
    exitCode: 2,
  },
  'type-not-served': {
    says: 'A directory holds an object of a kind that the target does not serve.',
    todo: 'Install its provider in the target, or move the file out of the directory.',
    exitCode: 2,
  },
  'uid-missing': {
    says: 'An object in a file has no UID.',
    why: 'Owners are told by their UIDs.',
    todo: 'Write the objects anew from the cluster.',
    exitCode: 2,
  },
};
