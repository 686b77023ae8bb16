import type { ErrorFacts } from '../types.ts';

/** Errors before there is a move, and of the wire. */
export const generalErrors: Readonly<Record<string, ErrorFacts>> = {
  aborted: {
    says: 'The command was stopped on request: by Ctrl-C, a signal, or the signal of a program.',
    why: 'It ends with 130 after Ctrl-C and with 143 after SIGTERM, unless a move stopped half way, which is 4.',
    todo: 'Run the command again; if a move is open, tsmove status shows how to go on.',
  },
  api: {
    says: 'An API server answered with a status of 400 or more; its own words are in the message.',
    todo: 'Do what the server says; for 401 renew the credentials, for 403 grant the right.',
    exitCode: 1,
  },
  'cluster-api-missing': {
    says: 'The source has no CustomResourceDefinition of Clusters.',
    why: 'Cluster API is not installed there, so that it is mostly the wrong cluster.',
    todo: 'Check the kubeconfig and the context of the source.',
    exitCode: 3,
  },
  'contract-mismatch': {
    says: 'The source stores Clusters in another version than v1beta2.',
    todo: 'Upgrade Cluster API in the source to v1.11 or newer.',
    exitCode: 3,
  },
  discovery: {
    says: 'Types or objects could not be read completely.',
    why: 'A move of what was seen only in part would leave the rest behind.',
    todo: 'See what the message names, and run the command again.',
    exitCode: 3,
  },
  'held-up': {
    says: 'A request waited too long inside the program, so that it was not sent.',
    why: 'Meanwhile another process might have taken the move over.',
    todo: 'Nothing: the request is made again; if it stays, see whether the machine was asleep or overloaded.',
    exitCode: 1,
  },
  internal: {
    says: 'Something failed that tsmove has no words for: mostly a mistake in tsmove.',
    todo: 'Run the command again with -v 6, and report what it prints.',
  },
  'kinds-unlistable': {
    says: 'A kind could not be listed while a lost move was looked for.',
    why: 'Objects of the move may be of that kind.',
    todo: 'Make that API answer again, or remove it, and run tsmove recover again.',
    exitCode: 3,
  },
  kubeconfig: {
    says: 'A kubeconfig cannot be read, or names a context, cluster or user that it does not hold.',
    todo: 'Check --kubeconfig, --kubeconfig-context and the same for the target, and what the message names.',
    exitCode: 2,
  },
  'missing-right': {
    says: 'The source may not be read as far as a move has to read it.',
    todo: 'Grant what the message lists; tsmove rbac prints roles that are enough.',
    page: 'docs/rbac.md',
    exitCode: 3,
  },
  'namespace-not-found': {
    says: 'The namespace to be moved or compared does not exist.',
    todo: 'Name the namespace of the Clusters with -n, and check kubeconfigs and contexts.',
    exitCode: 3,
  },
  'no-uid': {
    says: 'An object was read without a UID.',
    why: 'Everything that belongs together is told by UIDs.',
    todo: 'See what stands between tsmove and the API server; for an archive, write it anew.',
    exitCode: 3,
  },
  'path-unusable': {
    says: 'A name, a namespace or a kind cannot stand in the path of a request.',
    why: 'What a gateway takes for a step up would lead to another object.',
    todo: 'Find out where the name is from: no API server gives such a one.',
    exitCode: 2,
  },
  'read-only': {
    says: 'A write was about to be sent to a server that was opened for reading only.',
    todo: 'Give the part of the library that writes a server that may be written to.',
    exitCode: 2,
  },
  'strange-answer': {
    says: 'Something answered that does not speak like an API server.',
    todo: 'Check that the kubeconfig names an API server and not a login page or proxy in front of it.',
    exitCode: 1,
  },
  transport: {
    says: 'An API server gave no usable answer: unreachable, refused, timed out, cut off.',
    todo: 'See that the server can be reached from here, then run the command again.',
    exitCode: 1,
  },
  'uid-unusable': {
    says: 'An object, or the owner that it names, has a UID that no API server gives.',
    todo: 'Find out who has written the object or the file that it is from.',
    exitCode: 3,
  },
  'unknown-kind': {
    says: 'An object is of a kind that was not discovered.',
    todo: 'Read the objects anew; the kinds and the objects given are not of the same cluster.',
    exitCode: 3,
  },
  usage: {
    says: 'A flag, an option or an argument has a value that cannot be used.',
    todo: 'Correct what the message names; --help has every flag.',
    exitCode: 2,
  },
};
