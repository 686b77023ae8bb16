import type { AllowedBy, CodeCatalogue, CodeExplanation, CodeMeaning } from './types.ts';

/** The exit code of a command that findings have refused. */
const refused = 3;

/**
 * Every code of the catalogues with all that it means in them, sorted by code. A code that is in several catalogues, as
 * a finding and as an error for example, has several meanings, in the order of the catalogues.
 */
export function composeCodes(catalogues: readonly CodeCatalogue[]): readonly CodeExplanation[] {
  const all = new Map<string, CodeMeaning[]>();
  for (const catalogue of catalogues) {
    for (const [code, meaning] of meaningsIn(catalogue)) all.set(code, [...(all.get(code) ?? []), meaning]);
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, meanings]) => ({ code, meanings }));
}

function meaningsIn(catalogue: CodeCatalogue): readonly (readonly [string, CodeMeaning])[] {
  const { area } = catalogue;
  if (catalogue.kind === 'error') {
    return Object.entries(catalogue.codes).map(([code, { says, why, todo, page, exitCode }]) => [
      code,
      {
        kind: 'error',
        area,
        says,
        ...(why === undefined ? {} : { why }),
        todo,
        ...(exitCode === undefined ? {} : { exitCode }),
        pages: [page ?? catalogue.page],
      },
    ]);
  }
  return Object.entries(catalogue.codes).map(([code, { says, why, todo, page, severity = 'error', allowedBy }]) => [
    code,
    {
      kind: severity === 'error' ? 'finding' : 'warning',
      area,
      says,
      ...(why === undefined ? {} : { why }),
      todo,
      // What only tells refuses nothing, so that there is nothing to pass over.
      ...(severity === 'error' ? { exitCode: refused, allowedBy: flags[allowedBy].replace('CODE', code) } : {}),
      pages: [...new Set([...(page === undefined ? [] : [page]), catalogue.page])],
    },
  ]);
}

const flags: Readonly<Record<AllowedBy, string>> = {
  paused: '--allow-paused',
  leftBehind: '--allow-left-behind',
  empty: '--allow-empty',
  gitopsSuspended: '--gitops-suspended',
  findings: '--accept-findings',
  invalidLeases: '--skip-invalid',
  preferredLeases: '--prefer source|target',
  skip: '--skip-preflight CODE',
  never: 'never',
};
