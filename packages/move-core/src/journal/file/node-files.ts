import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, stat, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
    if (first === undefined) return unlessMissing(readFile(path), undefined);
    const file = await unlessMissing(open(path, 'r'), undefined);
    if (file === undefined) return undefined;
    try {
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
    const handle = await unlessMissing(open(path, 'r+'), undefined);
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
    const file = await unlessMissing(open(path, 'r+'), undefined);
    try {
      await file?.truncate(length);
    } finally {
      await file?.close();
    }
  },
  remove: (path) => unlessMissing(unlink(path), undefined),
  syncDirectory,
};

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
