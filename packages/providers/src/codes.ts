import type { CodeCatalogue } from '@tsmove/move-core/codes';
import { byohCodes } from './byoh/codes.ts';
import { helmCodes } from './helm/codes.ts';
import { leaseCodes, leaseErrors } from './leases/codes.ts';
import { metal3Codes } from './metal3/codes.ts';
import { otherCodes } from './others/codes.ts';

const findings = 'Findings of providers';
const leases = 'Leases of DHCP and other side data';

/** All codes of the providers that come with tsmove, for `codes` and `explainCode` of move-core. */
export const providerCatalogues: readonly CodeCatalogue[] = [
  { kind: 'finding', area: findings, page: 'docs/metal3.md', codes: metal3Codes },
  { kind: 'finding', area: findings, page: 'docs/providers.md', codes: byohCodes },
  { kind: 'finding', area: findings, page: 'docs/providers.md', codes: helmCodes },
  { kind: 'finding', area: findings, page: 'docs/providers.md', codes: otherCodes },
  { kind: 'finding', area: leases, page: 'docs/leases.md', codes: leaseCodes },
  { kind: 'error', area: leases, page: 'docs/leases.md', codes: leaseErrors },
];
