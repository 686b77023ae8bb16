import { open, type FileHandle } from 'node:fs/promises';
import { ArchiveError } from '../../errors.ts';
import { fileFailure, tooLarge } from '../failures.ts';

/** Reads a file of at most so many bytes. Raises ArchiveError; also for what is no regular file, such as a device. */
export async function readWhole(file: string, limit: number): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const stats = await handle.stat();
    if (!stats.isFile()) throw noFile(file);
    if (stats.size > limit) {
      throw tooLarge({ file }, `it has ${stats.size.toString()} bytes, and ${limit.toString()} are allowed`);
    }
    return await handle.readFile();
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw fileFailure(file, 'read', error);
  } finally {
    await handle?.close();
  }
}

function noFile(file: string): ArchiveError {
  return new ArchiveError(`${file} is no file`, {
    code: 'archive-unreadable',
    hint: 'Name the file that tsmove export wrote; a directory is read with tsmove move --from-directory.',
  });
}
