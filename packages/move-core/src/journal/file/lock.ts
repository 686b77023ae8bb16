import { join } from 'node:path';
import { JournalError } from '../../errors.ts';
import type { JournalFiles } from './files.ts';
import { formatHolder, judge, readHolder, type Holder, type Host } from './holder.ts';

/** The right to write one journal. */
export interface FileLock {
  /** True if every holder before has closed the journal or is certainly dead. */
  readonly holderDied: boolean;
  /**
   * Lets others write.
   *
   * @param succeeded this process has written: it had its turn in the clusters (contract 7.1), so that whoever was
   *   before it can do no more, even if nobody knew whether that was alive.
   */
  release(succeeded: boolean): Promise<void>;
  /** Lets others write, and leaves no trace: for a journal that does not exist (any more). */
  erase(): Promise<void>;
}

export interface LockPlace {
  readonly files: JournalFiles;
  readonly host: Host;
  readonly directory: string;
  readonly moveId: string;
}

/** What became of the holder before: it closed the journal, it is dead, or it is as good as dead or unknown. */
type Previous = 'closed' | 'dead' | 'unsure';

/** Each turn that is lost was won by another process. */
const attempts = 20;

/**
 * Takes the lock of a journal, also from a process that is dead. Raises JournalError (`journal-in-use`).
 *
 * Locks are files with numbers, `<move id>.lock-<n>`, and the highest one counts: it names its holder, or is cut off to
 * nothing if that has let go, or to one byte if that has let go and not had its turn. To take the lock is to create the next number, which only one process can; nobody ever removes or
 * renames a lock to take it. The highest number never goes down, because only lower ones are removed, and so:
 *
 * - Of two processes that find the same holder dead, one creates the next number. The other looks again and finds a
 *   holder that lives. (With one file that is removed and made anew, the slower one would remove the lock of the faster.)
 * - A process that slept between looking and creating may create a number that others have long left behind. So after
 *   creating it looks once more, and only whose number is the highest then has the lock. Whoever comes later sees that
 *   number and finds its holder alive.
 */
export async function takeLock(place: LockPlace): Promise<FileLock> {
  const { files, host } = place;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const highest = Math.max(0, ...(await numbersOf(place)));
    const previous = highest === 0 ? 'unsure' : await previousOf(place, highest);
    if (previous === undefined) continue;
    const mine = highest + 1;
    if (!(await files.placeWhole(pathOf(place, mine), formatHolder(await host.self())))) continue;
    const all = await numbersOf(place);
    if (Math.max(...all) > mine) {
      await files.remove(pathOf(place, mine));
      continue;
    }
    const older = all.filter((number) => number < mine);
    await Promise.all(older.map((number) => files.remove(pathOf(place, number))));
    const holderDied = previous !== 'unsure';
    return {
      holderDied,
      release: (succeeded) => files.shorten(pathOf(place, mine), holderDied || succeeded ? 0 : 1),
      erase: () => files.remove(pathOf(place, mine)),
    };
  }
  throw inUse(place, 'is being taken by several processes at once', 'Try again.');
}

/** Undefined if the lock was gone before it was read: then there is a higher one. */
async function previousOf(place: LockPlace, number: number): Promise<Previous | undefined> {
  const path = pathOf(place, number);
  const content = await place.files.read(path);
  if (content === undefined) return undefined;
  if (content.length === 0) return 'closed';
  if (content.length === 1) return 'unsure';
  const holder = readHolder(Buffer.from(content).toString('utf8'));
  const verdict = holder === undefined ? 'unknown' : await judge(holder, place.host);
  if (verdict === 'dead') return 'dead';
  if (verdict === 'gone') return 'unsure';
  const who = holder === undefined ? 'somebody who left no name' : nameOf(holder);
  throw verdict === 'alive'
    ? inUse(place, `is in use by ${who}`, 'Wait until that process has ended, or stop it.')
    : inUse(
        place,
        `is in use by ${who}, and nobody can tell from here whether that lives`,
        `Go on where that process ran. If it has certainly ended, remove ${path}.`,
      );
}

async function numbersOf({ files, directory, moveId }: LockPlace): Promise<readonly number[]> {
  const prefix = `${moveId}.lock-`;
  return (await files.list(directory)).flatMap((name) => {
    const number = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    return /^\d{1,15}$/u.test(number) ? [Number(number)] : [];
  });
}

function pathOf({ directory, moveId }: LockPlace, number: number): string {
  return join(directory, `${moveId}.lock-${number}`);
}

function nameOf({ pid, host }: Holder): string {
  return `process ${pid} on ${host === '' ? 'some host' : host}`;
}

function inUse({ directory, moveId }: LockPlace, what: string, hint: string): JournalError {
  return new JournalError(`${join(directory, `${moveId}.journal`)} ${what}`, { code: 'journal-in-use', hint });
}
