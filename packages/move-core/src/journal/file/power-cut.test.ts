import { describe, expect, it } from 'vitest';
import { JournalError } from '../../errors.ts';
import { movedRecords } from '../../testing/journal-records.ts';
import { createDisk, cutModes, type Disk, type DiskFault } from '../../testing/power-cut-disk.ts';
import type { Host } from './holder.ts';
import { fileJournalStore } from './store.ts';
import type { JournalStore } from '../types.ts';

const records = movedRecords(1);
const moveId = 'move-1';

/** The same machine after each start of its kernel. */
function hostAt(boot: string): Host {
  const self = { host: 'h', pid: 1, boot, machine: 'm', pidSpace: 'p', began: '1' };
  return { self: () => Promise.resolve(self), began: () => Promise.resolve('1') };
}

function storeOn(disk: Disk, boot: string): JournalStore {
  return fileJournalStore({ directory: '/journals', files: disk.files, host: hostAt(boot) });
}

/** Writes all records in groups, each until it is durable, and tells how far it came. */
async function write(disk: Disk, boot: string, tries: number): Promise<number> {
  let durable = 0;
  try {
    const store = storeOn(disk, boot);
    let journal = await store.create(moveId);
    for (const [from, to] of [
      [0, 1],
      [1, 4],
      [4, 5],
      [5, 9],
    ] as const) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await journal.append(records.slice(from, to));
          break;
        } catch (error) {
          expect(error).toBeInstanceOf(JournalError);
          if (attempt === tries) throw error;
        }
      }
      durable = to;
      if (to === 5) {
        await journal.close();
        journal = await store.open(moveId);
      }
    }
    await journal.close();
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
  }
  return durable;
}

/** What the next process finds, and that it can go on to the end. */
async function requireUsable(disk: Disk, durable: number): Promise<void> {
  const store = storeOn(disk, 'second');
  const reading = await store.read(moveId);
  const found = reading?.records ?? [];
  expect(found.length).toBeGreaterThanOrEqual(durable);
  expect(found).toEqual(records.slice(0, found.length));
  const journal = await (reading === undefined ? store.create(moveId) : store.open(moveId));
  expect(journal.before).toEqual(found);
  await journal.append(records.slice(found.length));
  await journal.close();
  expect(await store.read(moveId)).toEqual({ moveId, records, torn: false });
}

describe('a journal in a file', () => {
  it('holds everything that was durable, wherever the power goes', async () => {
    const whole = createDisk();
    expect(await write(whole, 'first', 1)).toBe(9);
    expect(whole.operations()).toBeGreaterThan(15);
    for (let at = 1; at <= whole.operations() + 1; at += 1) {
      for (const mode of cutModes) {
        const disk = createDisk((operation) => (operation === at ? 'power' : undefined));
        const durable = await write(disk, 'first', 1);
        await requireUsable(disk.cut(mode), durable);
      }
    }
  }, 60_000);

  it('holds everything that was durable if the disk fails before the power goes, and the write is repeated', async () => {
    for (const fault of ['ENOSPC', 'EIO'] as const) {
      for (let failing = 1; failing <= 20; failing += 1) {
        for (let at = failing + 1; at <= failing + 6; at += 1) {
          for (const mode of cutModes) {
            const disk = createDisk((operation): DiskFault | undefined =>
              operation === failing ? fault : operation === at ? 'power' : undefined,
            );
            const durable = await write(disk, 'first', 3);
            await requireUsable(disk.cut(mode), durable);
          }
        }
      }
    }
  }, 60_000);

  it('says what to do if the disk is full, and goes on once it is not', async () => {
    let isFull = false;
    const disk = createDisk(() => (isFull ? 'ENOSPC' : undefined));
    const journal = await storeOn(disk, 'first').create(moveId);
    await journal.append(records.slice(0, 3));
    isFull = true;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(journal.append(records.slice(3, 6))).rejects.toMatchObject({
        code: 'journal-unwritable',
        message: expect.stringContaining('/journals/move-1.journal') as string,
        hint: 'Make room on that disk, then go on with the move.',
      });
    }
    // What came of the write that failed may be there: nobody was told that it is not.
    const found = (await storeOn(disk, 'first').read(moveId))?.records ?? [];
    expect(found).toEqual(records.slice(0, found.length));
    expect(found.length).toBeGreaterThanOrEqual(3);
    isFull = false;
    await journal.append(records.slice(3, 7));
    await journal.close();
    expect(await storeOn(disk, 'first').read(moveId)).toEqual({ moveId, records: records.slice(0, 7), torn: false });
  });

  it('is not written to where nobody will find it', async () => {
    const disk = createDisk();
    const journal = await storeOn(disk, 'first').create(moveId);
    await journal.append(records.slice(0, 3));
    await disk.files.remove('/journals/move-1.journal');
    await expect(journal.append(records.slice(3, 4))).rejects.toMatchObject({
      message: '/journals/move-1.journal was removed while the move is under way',
    });
  });
});
