import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalError, MoveError } from '../errors.ts';
import type { JournalRecord } from '../journal/records.ts';
import type { JournalStore } from '../journal/types.ts';
import { movedRecords } from './journal-records.ts';

/** Where stores keep their journals while one test runs. */
export interface JournalBed {
  /** A store as another process, started later, would see it. */
  store(): JournalStore;
  /** True if the store itself lets only one process write; otherwise the Leases of the move do. */
  readonly oneWriter: boolean;
  close?(): Promise<void>;
}

/** What must hold for every store. */
export function runJournalContract(name: string, makeBed: () => Promise<JournalBed>): void {
  const records = movedRecords();
  const [moveId, other] = ['20260101-120000-aaaaaaaa', '20260101-120001-bbbbbbbb'];

  describe(`the journal contract: ${name}`, () => {
    let bed: JournalBed;
    beforeEach(async () => {
      bed = await makeBed();
    });
    afterEach(async () => bed.close?.());

    async function keep(upTo: number, id = moveId): Promise<void> {
      const journal = await bed.store().create(id);
      for (const group of groups(records.slice(0, upTo))) await journal.append(group);
      await journal.close();
    }

    it('knows no journal before there is one', async () => {
      expect(await bed.store().list()).toEqual([]);
      expect(await bed.store().read(moveId)).toBeUndefined();
      await expect(bed.store().open(moveId)).rejects.toMatchObject({ code: 'journal-missing' });
      await bed.store().remove(moveId);
    });

    it('gives back what was appended, in any groups, while the journal is open and after', async () => {
      const journal = await bed.store().create(moveId);
      expect(journal.moveId).toBe(moveId);
      expect(journal.before).toEqual([]);
      let kept = 0;
      for (const group of groups(records)) {
        await journal.append(group);
        kept += group.length;
        expect(await bed.store().read(moveId)).toEqual({ moveId, records: records.slice(0, kept), torn: false });
      }
      expect(kept).toBe(records.length);
      await journal.append([]);
      await journal.close();
      await journal.close();
      expect(await bed.store().read(moveId)).toEqual({ moveId, records, torn: false });
    });

    it('goes on where it was closed', async () => {
      await keep(5);
      const journal = await bed.store().open(moveId);
      expect(journal.before).toEqual(records.slice(0, 5));
      await journal.append(records.slice(5));
      await journal.close();
      expect((await bed.store().read(moveId))?.records).toEqual(records);
    });

    it('keeps no record twice that is appended again', async () => {
      const journal = await bed.store().create(moveId);
      await journal.append(records.slice(0, 3));
      await journal.append(records.slice(0, 3));
      await journal.append(records.slice(1, 6));
      await journal.close();
      expect((await bed.store().read(moveId))?.records).toEqual(records.slice(0, 6));
    });

    it('refuses a record that leaves a gap, and keeps nothing of it', async () => {
      const journal = await bed.store().create(moveId);
      await journal.append(records.slice(0, 2));
      await expect(journal.append(records.slice(3, 5))).rejects.toBeInstanceOf(JournalError);
      await journal.append(records.slice(2, 4));
      await journal.close();
      expect((await bed.store().read(moveId))?.records).toEqual(records.slice(0, 4));
    });

    it('refuses a record that could not be read back', async () => {
      const journal = await bed.store().create(moveId);
      const [begun] = records;
      if (begun?.type !== 'begun') throw new Error('no beginning');
      const twice = { ...begun, plan: { ...begun.plan, objects: [...begun.plan.objects, ...begun.plan.objects] } };
      await expect(journal.append([twice])).rejects.toMatchObject({ code: 'journal-unwritable' });
      await journal.append([begun]);
      await journal.close();
      expect((await bed.store().read(moveId))?.records).toEqual([begun]);
    });

    it('writes nothing after it was closed', async () => {
      const journal = await bed.store().create(moveId);
      await journal.append(records.slice(0, 2));
      await journal.close();
      await expect(journal.append(records.slice(2, 3))).rejects.toMatchObject({ code: 'journal-unwritable' });
      expect((await bed.store().read(moveId))?.records).toEqual(records.slice(0, 2));
    });

    it('creates a journal once', async () => {
      await keep(2);
      await expect(bed.store().create(moveId)).rejects.toBeInstanceOf(JournalError);
      expect((await bed.store().read(moveId))?.records).toEqual(records.slice(0, 2));
    });

    it('lists moves in the order of their beginning, and forgets one at a time', async () => {
      await keep(2);
      await keep(3, other);
      expect(await bed.store().list()).toEqual([moveId, other]);
      await bed.store().remove(moveId);
      expect(await bed.store().list()).toEqual([other]);
      expect(await bed.store().read(moveId)).toBeUndefined();
      expect((await bed.store().read(other))?.records).toEqual(records.slice(0, 3));
      await bed.store().remove(moveId);
    });

    it.each(['../x', 'a/b', '', '.', '..', '-a', 'A', 'a b', 'a\nb', 'x'.repeat(64), 'a..b'])(
      'takes %j for no move id',
      async (id) => {
        for (const call of [
          bed.store().read(id),
          bed.store().create(id),
          bed.store().open(id),
          bed.store().remove(id),
        ]) {
          await expect(call).rejects.toBeInstanceOf(MoveError);
        }
        expect(await bed.store().list()).toEqual([]);
      },
    );

    it('names the place where it keeps them', () => {
      expect(bed.store().place).not.toBe('');
    });

    it('lets one process write at a time, where that is for the store to see to', async () => {
      if (!bed.oneWriter) return;
      const journal = await bed.store().create(moveId);
      await journal.append(records.slice(0, 2));
      await expect(bed.store().open(moveId)).rejects.toMatchObject({ code: 'journal-in-use' });
      await expect(bed.store().remove(moveId)).rejects.toMatchObject({ code: 'journal-in-use' });
      expect((await bed.store().read(moveId))?.records).toEqual(records.slice(0, 2));
      await journal.close();
      const next = await bed.store().open(moveId);
      expect(next.holderDied).toBe(true);
      await next.close();
    });
  });
}

/** One, then two, then three at a time. */
function groups(records: readonly JournalRecord[]): readonly (readonly JournalRecord[])[] {
  const result: (readonly JournalRecord[])[] = [];
  for (let [start, size] = [0, 1]; start < records.length; start += size, size = (size % 3) + 1) {
    result.push(records.slice(start, start + size));
  }
  return result;
}
