import type { Provider } from '@tsmove/move-core';
import { fittedColumns } from './fitted-columns.ts';
import { recordVersion } from './json-lines.ts';
import { printable } from './printable.ts';
import { hooksOf, type KindFacts, kindFacts } from './provider-facts.ts';

type Row = KindFacts & { readonly provider: string };

/** One row for each kind of each provider; a provider that only knows its groups has one row as well. */
export function providerLines(providers: readonly Provider[], width: number | undefined): readonly string[] {
  const rows = providers.flatMap(rowsOf);
  const column = (heading: string, cell: (row: Row) => string, worth?: number) => ({
    heading,
    cells: rows.map((row) => printable(cell(row))),
    ...(worth === undefined ? {} : { worth }),
  });
  return fittedColumns(
    [
      column('PROVIDER', ({ provider }) => provider),
      column('KIND', ({ kind }) => kind),
      column('TAKES PART', ({ takesPart }) => takesPart),
      column('HELD', ({ hold, releaseOrder }) =>
        releaseOrder === undefined ? hold : `${hold} (${releaseOrder.toString()})`,
      ),
      column('STATUS', ({ status }) => status, 1),
    ],
    width,
  );
}

function rowsOf(provider: Provider): readonly Row[] {
  const { name, knowsGroups = [] } = provider;
  const facts = kindFacts(provider);
  const rows =
    facts.length > 0
      ? facts
      : knowsGroups.map((group) => ({ kind: `*.${group}`, takesPart: '', hold: '', status: '' }) as const);
  return rows.map((row) => ({ provider: name, ...row }));
}

/** The same for programs, with what each provider does beside its tables. */
export function providersDocument(providers: readonly Provider[]): object {
  return {
    formatVersion: recordVersion,
    providers: providers.map((provider) => ({
      name: provider.name,
      ...(provider.knowsGroups === undefined ? {} : { knowsGroups: provider.knowsGroups }),
      kinds: kindFacts(provider),
      ...(provider.readsInTarget === undefined ? {} : { readsInTarget: provider.readsInTarget }),
      functions: hooksOf(provider),
    })),
  };
}
