import {
  composeCodes,
  coreCatalogues,
  type CodeCatalogue,
  type CodeExplanation,
  type ErrorFacts,
  type FindingFacts,
} from '@tsmove/move-core/codes';
import { providerCatalogues } from '@tsmove/providers/codes';

/** Errors that only the commands raise. */
const commandErrors: Readonly<Record<string, ErrorFacts>> = {
  'components-unreadable': {
    says: 'What --components names cannot be read, or is no Kubernetes object.',
    todo: 'Give YAML files of Kubernetes objects, or directories of them; templates have to be rendered first.',
    page: 'docs/pivot.md',
    exitCode: 2,
  },
  'ended-early': {
    says: 'The command has decided to stop: a question was declined, or there is nothing to do.',
    todo: 'See what the message says.',
  },
  'plan-unwritable': {
    says: 'The plan cannot be written to the file of --out.',
    todo: 'Check the path, and whether you may write there.',
    page: 'docs/plans.md',
    exitCode: 2,
  },
  'provider-named-twice': {
    says: 'Two providers have the same name.',
    why: 'Journals tell providers apart by their names.',
    todo: 'Give yours another name.',
    page: 'docs/providers.md',
    exitCode: 2,
  },
  'provider-unusable': {
    says: 'What --provider names is no module that exports a provider.',
    todo: 'Mend what the message names; tsmove providers --provider FILE tries it without contacting anybody.',
    page: 'docs/providers.md',
    exitCode: 2,
  },
};

const leaseErrors: Readonly<Record<string, ErrorFacts>> = {
  'leases-missing': {
    says: 'No leases were found where they were looked for.',
    todo: 'Say where they are: --leases-from exec:NAMESPACE, configmap:NAMESPACE/NAME or file:PATH.',
  },
};

const leaseFindings: Readonly<Record<string, FindingFacts>> = {
  'leases-missing': {
    says: 'The target has no leases, so that its dnsmasq starts without.',
    why: 'It may give an address to one machine that another one still uses.',
    todo: 'Copy them with tsmove leases copy.',
    allowedBy: 'findings',
  },
  'leases-not-returned': {
    says: 'dnsmasq of the source was started anew and does not know leases that it had given out.',
    todo: 'Put the leases that were kept back as the message says.',
    severity: 'warning',
    allowedBy: 'findings',
  },
};

const leases = { area: 'Leases of DHCP and other side data', page: 'docs/leases.md' } as const;

/** All codes of the program: those of the library, of the providers that come with it, and of the commands. */
const catalogues: readonly CodeCatalogue[] = [
  ...coreCatalogues,
  ...providerCatalogues,
  { kind: 'finding', ...leases, codes: leaseFindings },
  { kind: 'error', ...leases, codes: leaseErrors },
  { kind: 'error', area: 'Command line, connections, servers', page: 'README.md', codes: commandErrors },
];

/** Every code that the program can print, sorted. Nothing but tables is loaded for it. */
export function programCodes(): readonly CodeExplanation[] {
  return composeCodes(catalogues);
}

/** The groups that codes are listed in, in their order. */
export function codeAreas(): readonly string[] {
  return [...new Set(catalogues.map(({ area }) => area))];
}
