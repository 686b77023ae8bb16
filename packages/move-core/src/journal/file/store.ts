import { isAbsolute, join } from 'node:path';
import { JournalError, UsageError } from '../../errors.ts';
import { compareText } from '../../model/object-ref.ts';
import { readRecords, type ReadRecords } from '../codec.ts';
import { existsAlready, missing } from '../failures.ts';
import { requireMoveId } from '../sequence.ts';
import type { JournalStore } from '../types.ts';
import { orUnreadable, orUnwritable } from './file-failures.ts';
import type { JournalFile, JournalFiles } from './files.ts';
import type { Host } from './holder.ts';
import { takeLock, type FileLock } from './lock.ts';
import { nodeFiles } from './node-files.ts';
import { openJournal } from './open-journal.ts';
import { thisHost } from './this-host.ts';

export interface FileJournalOptions {
  /** Absolute path; made when the first journal is created. */
  readonly directory: string;
}

/**
 * Keeps journals in files, `<move id>.journal`, for moves that are always carried out from the same machine. An append
 * resolves when the disk says that it has it. Raises UsageError if the directory is no absolute path.
 */
export function createFileJournalStore(options: FileJournalOptions): JournalStore {
  return fileJournalStore({ ...options, files: nodeFiles, host: thisHost });
}

/** The same on any file system and machine. */
export function fileJournalStore(
  options: FileJournalOptions & { readonly files: JournalFiles; readonly host: Host },
): JournalStore {
  const { directory, files, host } = options;
  if (!isAbsolute(directory)) {
    throw new UsageError('the directory for journals must be an absolute path', { code: 'journal-directory' });
  }
  const pathOf = (moveId: string): string => {
    requireMoveId(moveId);
    return join(directory, `${moveId}.journal`);
  };
  const lockOf = async (moveId: string): Promise<FileLock> =>
    orUnwritable(directory, takeLock({ files, host, directory, moveId }));

  async function read(path: string): Promise<ReadRecords | undefined> {
    const bytes = await orUnreadable(path, files.read(path));
    if (bytes === undefined) return undefined;
    try {
      return readRecords(bytes, path);
    } catch (error) {
      // A writer whose append failed may have been replacing its remains just then.
      const again = await orUnreadable(path, files.read(path));
      if (again === undefined || Buffer.compare(bytes, again) === 0) throw error;
      return readRecords(again, path);
    }
  }

  async function createFile(path: string): Promise<JournalFile> {
    const file = await files.create(path);
    if (file === undefined) throw existsAlready(path, directory);
    try {
      await files.syncDirectory(directory);
      return file;
    } catch (error) {
      // The next append starts over, and finds no file in its way.
      await file.close();
      await files.remove(path);
      throw error;
    }
  }

  /** Opens the file, and makes what it holds durable: whoever wrote it may have died before its sync. */
  async function openFile(
    path: string,
  ): Promise<{ readonly file: JournalFile; readonly found: ReadRecords } | undefined> {
    const file = await orUnwritable(path, files.open(path));
    if (file === undefined) return undefined;
    try {
      await orUnwritable(path, file.sync());
      await orUnwritable(path, files.syncDirectory(directory));
      const found = await read(path);
      if (found?.torn === true) {
        await orUnwritable(path, file.truncate(found.length));
        await orUnwritable(path, file.sync());
      }
      if (found !== undefined) return { file, found };
      await file.close();
      return undefined;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  return {
    place: directory,
    async list() {
      const names = await orUnreadable(directory, files.list(directory));
      const ids = names.flatMap((name) => (name.endsWith('.journal') ? [name.slice(0, -'.journal'.length)] : []));
      const begun = await Promise.all(
        ids.filter(isMoveId).map(async (id) => {
          const path = pathOf(id);
          const head = await orUnreadable(path, files.read(path, 256));
          const at = /"at":"([^"]*)"/u.exec(Buffer.from(head ?? []).toString('latin1'))?.[1] ?? '';
          return { id, at };
        }),
      );
      return begun.sort((a, b) => compareText(a.at, b.at) || compareText(a.id, b.id)).map(({ id }) => id);
    },
    async read(moveId) {
      const found = await read(pathOf(moveId));
      return found === undefined ? undefined : { moveId, records: found.records, torn: found.torn };
    },
    async create(moveId) {
      const path = pathOf(moveId);
      await orUnwritable(directory, files.makeDirectory(directory));
      const lock = await lockOf(moveId);
      try {
        if ((await orUnreadable(path, files.read(path, 0))) !== undefined) throw existsAlready(moveId, directory);
      } catch (error) {
        await letGo(lock, error);
        throw error;
      }
      // The file comes with the first record: a move that did not begin leaves none.
      return openJournal({
        ...{ moveId, path, lock, before: [], length: 0, file: undefined },
        createFile: () => createFile(path),
      });
    },
    async open(moveId) {
      const path = pathOf(moveId);
      if ((await orUnreadable(path, files.read(path, 0))) === undefined) throw missing(moveId, directory);
      const lock = await lockOf(moveId);
      try {
        const opened = await openFile(path);
        if (opened === undefined) throw missing(moveId, directory);
        const { file, found } = opened;
        return openJournal({
          ...{ moveId, path, lock, before: found.records, length: found.length, file },
          createFile: () => Promise.resolve(file),
        });
      } catch (error) {
        await letGo(lock, error);
        throw error;
      }
    },
    async remove(moveId) {
      const path = pathOf(moveId);
      if ((await orUnreadable(path, files.read(path, 0))) === undefined) return;
      const lock = await lockOf(moveId);
      const forget = async (): Promise<void> => {
        await files.remove(path);
        await files.syncDirectory(directory);
        await lock.erase();
      };
      try {
        await orUnwritable(path, forget());
      } catch (error) {
        await letGo(lock, error);
        throw error;
      }
    },
  };
}

/** Of a journal that is not there, no lock remains either. */
async function letGo(lock: FileLock, after: unknown): Promise<void> {
  const nothing = after instanceof JournalError && after.code === 'journal-missing';
  await (nothing ? lock.erase() : lock.release(false)).catch(() => undefined);
}

function isMoveId(text: string): boolean {
  try {
    requireMoveId(text);
    return true;
  } catch {
    return false;
  }
}
