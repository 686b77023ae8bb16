import { randomUUID } from 'node:crypto';
import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArchiveError } from '../../errors.ts';
import { fileFailure } from '../failures.ts';

/** For the user alone: an archive may hold Secrets. */
const fileMode = 0o600;

/**
 * Writes a file whole or not at all, readable for its owner alone, and on disk when this resolves. Unless `replace` is
 * set, a file that is there already is an error: it may be the only backup. Raises ArchiveError.
 */
export async function writeWhole(
  file: string,
  bytes: Uint8Array,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<void> {
  const directory = dirname(file);
  const draft = join(directory, `.tsmove-${randomUUID()}`);
  try {
    await writeDraft(draft, bytes);
    if (replace) await rename(draft, file);
    else await link(draft, file);
    await syncDirectory(directory);
  } catch (error) {
    if (!replace && codeOf(error) === 'EEXIST') throw existsAlready(file);
    throw fileFailure(file, 'written', error);
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

async function writeDraft(draft: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(draft, 'wx', fileMode);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The name of a new file is in its directory, which has to be on disk as well. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Raises ArchiveError if there is something under this name. */
export async function requireAbsent(file: string): Promise<void> {
  try {
    await lstat(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw fileFailure(file, 'written', error);
  }
  throw existsAlready(file);
}

function existsAlready(file: string): ArchiveError {
  return new ArchiveError(`${file} exists already`, {
    code: 'archive-exists',
    hint: 'Nothing was changed. Choose another name, or remove the file if nobody needs it.',
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
