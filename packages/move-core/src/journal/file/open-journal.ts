import { encodeRecords } from '../codec.ts';
import { closed, unwritable } from '../failures.ts';
import type { JournalRecord } from '../records.ts';
import { notKept } from '../sequence.ts';
import type { Journal } from '../types.ts';
import { orUnwritable } from './file-failures.ts';
import type { JournalFile } from './files.ts';
import type { FileLock } from './lock.ts';

export interface OpenJournalOptions {
  readonly moveId: string;
  readonly path: string;
  readonly lock: FileLock;
  readonly before: readonly JournalRecord[];
  /** How many bytes of the file are durable records. */
  readonly length: number;
  readonly file: JournalFile | undefined;
  /** Makes the file before the first append. */
  readonly createFile: () => Promise<JournalFile>;
}

/** A journal that this process alone writes. */
export function openJournal(options: OpenJournalOptions): Journal {
  const { moveId, path, lock, before } = options;
  let { file, length } = options;
  let last = before.length;
  /** True if there may be more in the file than durable records. */
  let untidy = false;
  let isOpen = true;

  async function add(bytes: Uint8Array): Promise<void> {
    file ??= await options.createFile();
    if (untidy) {
      // A part of what failed may be there. It must be durably gone: if the power fails in the middle of what follows,
      // pieces of both would make lines that nobody has written.
      await file.truncate(length);
      await file.sync();
    }
    untidy = true;
    // Written once more from memory after a failed sync, which may have dropped the pages and will not say so again.
    await file.write(bytes, length);
    await file.sync();
    if (!(await file.isInPlace())) {
      throw unwritable(`${path} was removed while the move is under way`, {
        hint: 'Stop, and end the move from what the clusters hold (recover).',
      });
    }
    untidy = false;
    length += bytes.length;
  }

  return {
    moveId,
    before,
    holderDied: lock.holderDied,
    async append(records) {
      if (!isOpen) throw closed(path);
      const rest = notKept(records, last, path);
      if (rest.length === 0) return;
      await orUnwritable(path, add(encodeRecords(rest, path)));
      last += rest.length;
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      // Everything is durable since its append. A lock that cannot be let go is free once this process has ended.
      await file?.close().catch(() => undefined);
      await (file === undefined ? lock.erase() : lock.release(last > before.length)).catch(() => undefined);
    },
  };
}
