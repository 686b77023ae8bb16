import type { ErrorFacts } from '../types.ts';

/** Errors about plans that were kept. */
export const planErrors: Readonly<Record<string, ErrorFacts>> = {
  'namespace-map-invalid': {
    says: 'A namespace cannot get the name that it is to have in the target.',
    todo: 'Give two different names of namespaces, OLD=NEW; OLD is the one that is moved.',
    page: 'docs/namespace-map.md',
    exitCode: 2,
  },
  'plan-changed': {
    says: 'The source is not what it was when the plan was reviewed.',
    why: 'Only what somebody has looked at is to be carried out.',
    todo: 'Make the plan anew with tsmove plan --out, and look at it again.',
    exitCode: 3,
  },
  'plan-format': {
    says: 'A plan was written in a format that this version does not read.',
    todo: 'Make the plan anew with the version of tsmove that is to carry it out.',
    exitCode: 2,
  },
  'plan-invalid': {
    says: 'A document is not a plan, or a field of it has another form.',
    todo: 'Give the file as tsmove plan --out has written it.',
    exitCode: 2,
  },
  'plan-unreadable': {
    says: 'A plan cannot be read, or is not JSON.',
    todo: 'Give the file that tsmove plan --out has written.',
    exitCode: 2,
  },
  'stale-plan': {
    says: 'What is in the clusters is no longer what the plan was made from.',
    todo: 'Run the command again: it plans anew.',
    exitCode: 3,
  },
};
