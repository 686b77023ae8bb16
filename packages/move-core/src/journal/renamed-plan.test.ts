import { expect, it } from 'vitest';
import { planMove } from '../plan/plan-move.ts';
import { drawSnapshot } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { journalFormat } from './format.ts';
import { replay } from './replay.ts';
import type { JournalRecord } from './records.ts';
import { summarizeMove } from './summarize.ts';
import { formatRecords, parseRecords } from './text.ts';

it('a journal tells whoever goes on what the namespace is called in the target', () => {
  const plan = planMove(drawSnapshot('Cluster/c > Machine/m'), {
    providers: [drawingProvider],
    namespaceMap: { from: 'fleet', to: 'prod' },
  });
  const begun: JournalRecord = {
    ...{ type: 'begun', format: journalFormat, moveId: 'm1', seq: 1, at: '2026-01-01T00:00:00Z', epoch: 1 },
    by: { name: 'a', host: 'h', pid: 1, boot: '', tool: 't' },
    source: { url: 'https://a', systemUid: 'a' },
    target: { url: 'https://b', systemUid: 'b' },
    settings: { awaitPause: true, markReady: false, onFailure: 'rollback', allow: {} },
    plan,
  };
  const { records } = parseRecords(formatRecords([begun], 'here'), 'here');
  expect(replay(records).plan).toEqual(plan);
  const { scope } = summarizeMove({ moveId: 'm1', records, torn: false });
  expect(scope).toEqual({ namespace: 'fleet', targetNamespace: 'prod' });
});
