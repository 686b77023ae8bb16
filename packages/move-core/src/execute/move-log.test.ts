import { expect, test, vi } from 'vitest';
import type { JournalRecord } from '../journal/records.ts';
import type { Journal } from '../journal/types.ts';
import { movedRecords } from '../testing/journal-records.ts';
import { createDice, latency } from '../testing/failing-moves/random.ts';
import { beginLog } from './move-log.ts';

test('nobody is told that a fact is durable while it is still being written, however many wait at once', async () => {
  const [begun] = movedRecords();
  if (begun?.type !== 'begun') throw new Error('a journal begins with another record');
  for (let seed = 0; seed < 300; seed += 1) {
    const dice = createDice(seed);
    const kept = new Set<number>();
    const log = beginLog(begun);
    await log.keepIn(slowJournal(dice, kept), () => Promise.resolve());
    const workers = Array.from({ length: 4 }, async () => {
      for (let round = 0; round < 5; round += 1) {
        await latency(dice, 6);
        log.note({ type: 'phase', phase: 'hold' });
        const { seq } = log.state;
        await log.durable();
        expect(kept.has(seq)).toBe(true);
      }
    });
    await Promise.all(workers);
    await log.close();
  }
});

test('facts that nobody waits for share a write, and none is left behind when the log is closed', async () => {
  const [begun] = movedRecords();
  if (begun?.type !== 'begun') throw new Error('a journal begins with another record');
  const writes: number[] = [];
  const kept = new Set<number>();
  const journal: Journal = {
    moveId: 'a',
    before: [],
    append(records) {
      writes.push(records.length);
      for (const { seq } of records) kept.add(seq);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const log = beginLog(begun);
  await log.keepIn(journal, () => Promise.resolve());
  for (let fact = 0; fact < 20; fact += 1) {
    log.note({ type: 'phase', phase: 'hold' });
    await Promise.resolve();
  }
  expect(writes).toEqual([1]);
  await vi.waitFor(() => expect(writes).toEqual([1, 20]));
  log.note({ type: 'phase', phase: 'wait' });
  await log.close();
  expect(writes).toEqual([1, 20, 1]);
  expect(kept.size).toBe(22);
});

function slowJournal(dice: () => number, kept: Set<number>): Journal {
  return {
    moveId: 'a',
    before: [],
    async append(records: readonly JournalRecord[]) {
      await latency(dice, 6);
      for (const { seq } of records) kept.add(seq);
      await latency(dice, 6);
    },
    close: () => Promise.resolve(),
  };
}
