import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { link, mkdir, open, readdir, stat, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { userId } from '../../server/environment.ts';
import type { JournalFile, JournalFiles } from './files.ts';

/** Readable and writable for the user alone: journals name every object of a cluster. */
const fileMode = 0o600;
const directoryMode = 0o700;

/** The file system of this machine. */
export const nodeFiles: JournalFiles = {
  async makeDirectory(path) {
    const first = await mkdir(path, { recursive: true, mode: directoryMode });
    if (first === undefined) return;
    // The name of each new directory is in the one above it.
    for (let made = path; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
  },
  list: (directory) => unlessMissing(readdir(directory), []),
  async read(path, first) {
    const file = await openOurs(path, constants.O_RDONLY);
    if (file === undefined) return undefined;
    try {
      if (first === undefined) return await file.readFile();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(first), 0, first, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  },
  async create(path) {
    try {
      return openFile(await open(path, 'wx+', fileMode), path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return undefined;
      throw error;
    }
  },
  async open(path) {
    const handle = await openOurs(path, constants.O_RDWR);
    return handle === undefined ? undefined : openFile(handle, path);
  },
  async placeWhole(path, content) {
    // A link is made at once or not at all, while a file that is created is empty at first.
    const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
    try {
      const file = await open(draft, 'wx', fileMode);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await link(draft, path);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    } finally {
      await unlessMissing(unlink(draft), undefined);
    }
  },
  async shorten(path, length) {
    const file = await openOurs(path, constants.O_RDWR);
    try {
      await file?.truncate(length);
    } finally {
      await file?.close();
    }
  },
  remove: (path) => unlessMissing(unlink(path), undefined),
  syncDirectory,
};

/**
 * Opens a regular file of this user, or of root. In a directory that others can write to somebody might have put a journal,
 * which says what is to be deleted, or a link to a file that is then cut off as the remains of an append.
 */
async function openOurs(path: string, flags: number): Promise<FileHandle | undefined> {
  const { O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await unlessMissing(open(path, flags | O_NOFOLLOW | O_NONBLOCK), undefined);
  if (handle === undefined) return undefined;
  try {
    const { uid } = await handle.stat().then(requireFile);
    if (isOurs(uid)) return handle;
    throw Object.assign(new Error('it belongs to another user'), { code: 'EOWNER' });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function requireFile(stats: Stats): Stats {
  if (stats.isFile()) return stats;
  throw Object.assign(new Error('it is no regular file'), { code: 'EFTYPE' });
}

/** True where the system has no users that it tells apart. */
function isOurs(uid: number): boolean {
  const ours = userId();
  return ours === undefined || uid === ours || uid === 0;
}

function openFile(handle: FileHandle, path: string): JournalFile {
  return {
    async write(bytes, position) {
      // One call may write a part only.
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    },
    truncate: (length) => handle.truncate(length),
    sync: () => handle.datasync(),
    async isInPlace() {
      const [mine, named] = await Promise.all([handle.stat(), unlessMissing(stat(path), undefined)]);
      return named?.ino === mine.ino && named.dev === mine.dev;
    },
    close: () => handle.close(),
  };
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function unlessMissing<T, U>(done: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await done;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return otherwise;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
