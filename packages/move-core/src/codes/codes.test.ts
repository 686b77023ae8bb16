import { describe, expect, it } from 'vitest';
import { codes, coreCatalogues, explainCode } from './core.ts';

describe('the registry of codes', () => {
  it('explains a finding with the flag that passes it over, and an error with its exit code', () => {
    expect(explainCode('left-behind')?.meanings).toEqual([
      expect.objectContaining({ kind: 'finding', exitCode: 3, allowedBy: '--allow-left-behind' }),
    ]);
    expect(explainCode('journal-newer')?.meanings).toEqual([
      expect.objectContaining({ kind: 'error', exitCode: 2, pages: ['docs/journal.md'] }),
    ]);
  });

  it('has no flag for what only tells, and none for what can never be passed over', () => {
    expect(explainCode('stale-owner')?.meanings[0]).not.toHaveProperty('allowedBy');
    expect(explainCode('stale-owner')?.meanings[0]?.kind).toBe('warning');
    expect(explainCode('source-is-target')?.meanings[0]?.allowedBy).toBe('never');
  });

  it('keeps the meanings of a code apart, in the order of the catalogues', () => {
    expect(explainCode('already-exists')?.meanings.map(({ kind }) => kind)).toEqual(['finding', 'error']);
  });

  it('is sorted, and takes the catalogues of others', () => {
    const all = codes().map(({ code }) => code);
    expect(all).toEqual([...new Set(all)].sort());
    const own = {
      kind: 'error',
      area: 'Mine',
      page: 'x.md',
      codes: { mine: { says: 'It is.', todo: 'Be.' } },
    } as const;
    expect(explainCode('mine')).toBeUndefined();
    expect(explainCode('mine', [...coreCatalogues, own])?.meanings[0]).toEqual({
      ...{ kind: 'error', area: 'Mine', says: 'It is.', todo: 'Be.', pages: ['x.md'] },
    });
  });
});
