import { checkCodes } from '../pivot/checks/codes.ts';
import { findingCodes } from '../preflight/codes.ts';
import { archiveErrors } from './errors/archive.ts';
import { generalErrors } from './errors/general.ts';
import { journalErrors } from './errors/journal.ts';
import { lockErrors } from './errors/lock.ts';
import { moveErrors } from './errors/move.ts';
import { pivotErrors } from './errors/pivot.ts';
import { planErrors } from './errors/plan.ts';
import { sideDataErrors } from './errors/side-data.ts';
import { composeCodes } from './registry.ts';
import type { CodeCatalogue, CodeExplanation } from './types.ts';

/** All codes of this package, by what they are about. */
export const coreCatalogues: readonly CodeCatalogue[] = [
  { kind: 'finding', area: 'Findings before a move', page: 'docs/preflight.md', codes: findingCodes },
  { kind: 'finding', area: 'Findings of a pivot and of tsmove check', page: 'docs/pivot.md', codes: checkCodes },
  { kind: 'error', area: 'Command line, connections, servers', page: 'README.md', codes: generalErrors },
  { kind: 'error', area: 'Plans', page: 'docs/plans.md', codes: planErrors },
  { kind: 'error', area: 'Moves', page: 'docs/guarantees.md', codes: moveErrors },
  { kind: 'error', area: 'Whose turn it is', page: 'docs/guarantees.md', codes: lockErrors },
  { kind: 'error', area: 'Journals', page: 'docs/journal.md', codes: journalErrors },
  { kind: 'error', area: 'Archives and directories', page: 'docs/archives.md', codes: archiveErrors },
  { kind: 'error', area: 'Pivots', page: 'docs/pivot.md', codes: pivotErrors },
  { kind: 'error', area: 'Leases of DHCP and other side data', page: 'docs/leases.md', codes: sideDataErrors },
];

/**
 * Every code of errors and findings, sorted, with what it means, what to do, and how it can be allowed. Providers and
 * programs have codes of their own: give their catalogues, too.
 *
 * @example
 * codes([...coreCatalogues, ...providerCatalogues]);
 */
export function codes(catalogues: readonly CodeCatalogue[] = coreCatalogues): readonly CodeExplanation[] {
  return composeCodes(catalogues);
}

/**
 * What a code means; undefined for one that is in no catalogue. It is looked up in a table: nothing is contacted.
 *
 * @example
 * explainCode('cluster-paused')?.meanings[0]?.todo;
 */
export function explainCode(
  code: string,
  catalogues: readonly CodeCatalogue[] = coreCatalogues,
): CodeExplanation | undefined {
  return composeCodes(catalogues).find((one) => one.code === code);
}
