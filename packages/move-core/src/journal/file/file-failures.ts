import { JournalError, MoveError } from '../../errors.ts';
import { unreadable, unwritable } from '../failures.ts';

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on that disk, then go on with the move.',
  EDQUOT: 'Make room within your quota on that disk, then go on with the move.',
  EROFS: 'Make that file system writable, or keep journals in another directory.',
  EACCES: 'Give this user the right to write there, or keep journals in another directory.',
  EPERM: 'Keep journals in a directory where this user can write and make hard links.',
  ENOTSUP: 'Keep journals on a file system that has hard links.',
  EOPNOTSUPP: 'Keep journals on a file system that has hard links.',
  ENOTDIR: 'Something else than a directory has that name: keep journals in another directory.',
  EIO: 'The disk or its connection fails: see to it, then go on with the move.',
  ELOOP: 'It is a symbolic link, which a journal never is: find out who has put it there.',
  EFTYPE: 'It is a device, a pipe or a directory, which a journal never is: find out who has put it there.',
  EOWNER: 'Go on as the user who began the move; if that was you, find out who has put the file there.',
  EMFILE: 'This process has too many files open.',
};

/** Somebody may have put it there. */
const suspicious: ReadonlySet<string> = new Set(['ELOOP', 'EFTYPE', 'EOWNER']);

/** Raises JournalError (`journal-unwritable`) for what the file system refuses. */
export async function orUnwritable<T>(path: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    if (error instanceof MoveError) throw error;
    const { code, words } = reasonOf(error);
    const hint = hints[code] ?? 'See to it that the file can be written, then go on with the move.';
    throw unwritable(`${path} cannot be written: ${words}`, { hint, cause: error });
  }
}

/** Raises JournalError (`journal-unreadable`) for what the file system refuses. */
export async function orUnreadable<T>(path: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    if (error instanceof JournalError) throw error;
    const { code, words } = reasonOf(error);
    const hint = suspicious.has(code) ? hints[code] : 'See to it that this user can read it.';
    throw unreadable(`${path} cannot be read: ${words}`, error, hint);
  }
}

function reasonOf(error: unknown): { readonly code: string; readonly words: string } {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, words: error instanceof Error ? error.message : String(error) };
}
