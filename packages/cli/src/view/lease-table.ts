import type { Lease } from '@tsmove/providers';
import { span } from './age.ts';
import { fittedColumns } from './fitted-columns.ts';
import { printable } from './printable.ts';

/** One row for each lease, in the order of the file. */
export function leaseLines(leases: readonly Lease[], nowSeconds: number, width: number | undefined): readonly string[] {
  if (leases.length === 0) return ['No leases.'];
  const column = (heading: string, cell: (lease: Lease) => string, worth?: number) => ({
    heading,
    cells: leases.map((lease) => printable(cell(lease))),
    ...(worth === undefined ? {} : { worth }),
  });
  return fittedColumns(
    [
      column('FAMILY', ({ family }) => `IPv${family.toString()}`, 1),
      column('ADDRESS', ({ ip }) => ip),
      column('CLIENT', ({ hwaddr, clientId }) => hwaddr ?? clientId ?? '-'),
      column('HOSTNAME', ({ hostname }) => hostname ?? '-', 2),
      column('EXPIRES', ({ expiry }) => expiryWords(expiry, nowSeconds)),
    ],
    width,
  );
}

function expiryWords(expiry: number, nowSeconds: number): string {
  if (expiry === 0) return 'never';
  const left = expiry - nowSeconds;
  return left > 0 ? `in ${span(left * 1000)}` : `${span(-left * 1000)} ago`;
}
