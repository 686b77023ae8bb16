import type { Api } from '../support/api/api.ts';

/** The table that an API server makes of a list for kubectl, reduced to some of its columns. */
export interface ServerTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Cell = string | number | boolean | null;

interface TableAnswer {
  readonly columnDefinitions: readonly { readonly name: string }[];
  readonly rows?: readonly { readonly cells: readonly Cell[] }[] | null;
}

/** Asks as kubectl does; the columns and what stands in them are the server's. */
export async function serverTable(api: Api, path: string, headings: readonly string[]): Promise<ServerTable> {
  const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1';
  const table = await api.call<TableAnswer>('GET', path, undefined, { accept });
  const columns = headings.map((heading) => table.columnDefinitions.findIndex(({ name }) => name === heading));
  return { headings, rows: (table.rows ?? []).map(({ cells }) => columns.map((at) => text(cells[at]))) };
}

function text(cell: Cell | undefined): string {
  return cell === undefined || cell === null ? '' : String(cell);
}
