import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const heartbeat = 2_000;
/** Longer than any pause of a living holder's heartbeat, also on a machine whose cores are all compiling. */
const abandonedAfter = 60_000;

/**
 * Runs `work` while no other process does the same under this path. The lock of a holder that died is taken over: at once
 * when its process is seen to be gone, otherwise when its heartbeat has stopped.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = `${hostname()} ${process.pid} ${randomUUID()}`;
  while (!(await take(path, mine))) {
    if (await isAbandoned(path)) await putAway(path);
    else await pause(150);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), heartbeat);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await contentOf(path)) === mine) await rm(path, { force: true });
  }
}

async function take(path: string, mine: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(mine);
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const [content, age] = await Promise.all([
    contentOf(path),
    stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => undefined,
    ),
  ]);
  if (age === undefined) return false;
  const [host, pid] = content.split(' ');
  // An empty file is one whose holder is about to write its name, or died just there.
  if (host !== hostname() || pid === undefined) return age > abandonedAfter;
  return age > abandonedAfter || !isAlive(Number(pid));
}

/** Renamed before it is removed: of two that find the lock abandoned only one succeeds, and it never removes a new one. */
async function putAway(path: string): Promise<void> {
  const before = await contentOf(path);
  const aside = `${path}.${randomUUID()}`;
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const after = await contentOf(aside);
  // Somebody was quicker and this is already the new holder's: give it back unless yet another one has taken the place.
  if (after !== before) await rename(aside, path).catch(() => undefined);
  else await rm(aside, { force: true });
}

function contentOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
