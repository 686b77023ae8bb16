import { describe, expect, it } from 'vitest';
import type { MoveSettings } from '../journal/records.ts';
import { requireProviders } from './require-providers.ts';

const settings: MoveSettings = { awaitPause: true, markReady: false, onFailure: 'rollback', allow: {} };
const begun: MoveSettings = { ...settings, providers: ['mine', 'byoh (report)', 'cluster-api'] };

describe('the providers of a move that is gone on with', () => {
  it('are those it was begun with, or more', () => {
    const given = ['new', 'cluster-api', 'byoh (report)', 'mine'].map((name) => ({ name }));
    expect(() => {
      requireProviders(given, begun);
    }).not.toThrow();
  });

  it('are named if they are missing', () => {
    expect(() => {
      requireProviders([{ name: 'byoh' }, { name: 'cluster-api' }], begun);
    }).toThrow('the move was begun with providers that are missing here: mine, byoh (report)');
  });

  it('may be any if the journal does not know', () => {
    expect(() => {
      requireProviders([], settings);
    }).not.toThrow();
  });
});
