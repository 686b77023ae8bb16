import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { movedRecords } from '../../testing/journal-records.ts';
import { formatHolder, judge, readHolder, type Holder, type Host } from './holder.ts';
import { takeLock, type FileLock } from './lock.ts';
import { nodeFiles } from './node-files.ts';
import { createFileJournalStore, fileJournalStore } from './store.ts';
import { thisHost } from './this-host.ts';

const here: Holder = { host: 'h', pid: 1, boot: 'b1', machine: 'm', pidSpace: 'p', began: '100' };
const records = movedRecords();
const moveId = 'move-1';

/** A machine on which the given pids run. */
function hostWith(self: Holder, running: Readonly<Record<number, string>>): Host {
  return { self: () => Promise.resolve(self), began: (pid) => Promise.resolve(running[pid]) };
}

describe('whether a holder lives', () => {
  const other = { ...here, pid: 2, began: '200' };
  it.each<[string, Holder, Readonly<Record<number, string>>, string]>([
    ['a process that runs', other, { 2: '200' }, 'alive'],
    ['a process that runs, seen from another user', other, { 2: '' }, 'alive'],
    ['a process that has ended', other, {}, 'dead'],
    ['a process whose pid another one has now', other, { 2: '300' }, 'dead'],
    ['a process in another container of this machine', { ...other, pidSpace: 'q' }, {}, 'unknown'],
    ['a process from before this machine was restarted', { ...other, boot: 'b0' }, { 2: '200' }, 'gone'],
    ['a process of a machine of the same name', { ...other, boot: 'b0', machine: 'n' }, {}, 'unknown'],
    ['a process of a machine that does not say which', { ...other, boot: 'b0', machine: '' }, {}, 'unknown'],
    ['a process of another machine', { ...other, boot: 'b0', host: 'i' }, {}, 'unknown'],
  ])('is told of %s', async (_what, holder, running, verdict) => {
    expect(await judge(holder, hostWith(here, running))).toBe(verdict);
  });

  it('is told by the name of the machine where the system has no more to say', async () => {
    const mac = { host: 'mac', pid: 1, boot: '', machine: '', pidSpace: '', began: '' };
    expect(await judge({ ...mac, pid: 2 }, hostWith(mac, { 2: '' }))).toBe('alive');
    expect(await judge({ ...mac, pid: 2 }, hostWith(mac, {}))).toBe('gone');
    expect(await judge({ ...mac, pid: 2, host: 'other' }, hostWith(mac, {}))).toBe('unknown');
  });

  it('is not guessed at from what is no holder', () => {
    expect(readHolder(formatHolder(here))).toEqual(here);
    for (const text of ['{', '{"host":"a"}', '[]', '\0\0\0']) expect(readHolder(text)).toBeUndefined();
  });

  it('is known of processes of this machine', async () => {
    const self = await thisHost.self();
    expect(await judge(self, thisHost)).toBe('alive');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const began = await thisHost.began(child.pid ?? 0);
    const holder = { ...self, pid: child.pid ?? 0, began: began ?? '' };
    expect(await judge(holder, thisHost)).toBe('alive');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(['dead', 'gone']).toContain(await judge(holder, thisHost));
  });
});

describe('the lock of a journal', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tsmove-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const place = (host: Host) => ({ files: nodeFiles, host, directory, moveId });
  const locks = async (): Promise<readonly string[]> =>
    (await readdir(directory)).filter((name) => name.includes('.lock'));

  it('is taken from a dead holder by exactly one of many who try at once', async () => {
    for (let round = 0; round < 15; round += 1) {
      await writeFile(join(directory, `${moveId}.lock-${round * 50 + 1}`), formatHolder({ ...here, pid: 99 }));
      const tries = await Promise.allSettled(
        Array.from({ length: 12 }, (_, number) => {
          const self = { ...here, pid: number + 2, began: 'now' };
          const running = Object.fromEntries(Array.from({ length: 12 }, (_one, pid) => [pid + 2, 'now']));
          return takeLock(place(hostWith(self, running)));
        }),
      );
      const taken = tries.flatMap((one): readonly FileLock[] => (one.status === 'fulfilled' ? [one.value] : []));
      expect(taken).toHaveLength(1);
      expect(taken[0]?.holderDied).toBe(true);
      for (const one of tries) {
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'journal-in-use' });
      }
      await taken[0]?.erase();
    }
  });

  it('is never held by two, however slow some are between looking and taking', async () => {
    let holders = 0;
    let most = 0;
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    const slow = {
      ...nodeFiles,
      list: async (path: string) => {
        const names = await nodeFiles.list(path);
        await pause();
        return names;
      },
      placeWhole: async (path: string, content: string) => {
        await pause();
        const placed = await nodeFiles.placeWhole(path, content);
        await pause();
        return placed;
      },
    };
    const running = Object.fromEntries(Array.from({ length: 8 }, (_one, pid) => [pid + 2, 'now']));
    let turns = 0;
    await Promise.all(
      Array.from({ length: 8 }, async (_, number) => {
        const host = hostWith({ ...here, pid: number + 2, began: 'now' }, running);
        for (let round = 0; round < 12; round += 1) {
          const lock = await takeLock({ ...place(host), files: slow }).catch(() => undefined);
          await pause();
          if (lock === undefined) continue;
          holders += 1;
          turns += 1;
          most = Math.max(most, holders);
          await pause();
          holders -= 1;
          await lock.release(true);
        }
      }),
    );
    expect(turns).toBeGreaterThan(5);
    expect(most).toBe(1);
  });

  it('tells who holds it, and leaves it alone if nobody can tell whether that lives', async () => {
    const store = createFileJournalStore({ directory });
    const journal = await store.create(moveId);
    await journal.append(records.slice(0, 2));
    const self = await thisHost.self();
    await expect(store.open(moveId)).rejects.toMatchObject({
      code: 'journal-in-use',
      message: `${join(directory, 'move-1.journal')} is in use by process ${self.pid} on ${self.host}`,
    });
    await journal.close();
    await writeFile(join(directory, `${moveId}.lock-8`), formatHolder({ ...here, host: 'far-away' }));
    await expect(store.open(moveId)).rejects.toMatchObject({
      code: 'journal-in-use',
      hint: expect.stringContaining(join(directory, `${moveId}.lock-8`)) as string,
    });
    await writeFile(join(directory, `${moveId}.lock-9`), '\0\0\0');
    await expect(store.open(moveId)).rejects.toMatchObject({ code: 'journal-in-use' });
    await rm(join(directory, `${moveId}.lock-8`));
    await rm(join(directory, `${moveId}.lock-9`));
    const next = await store.open(moveId);
    await next.close();
  });

  it('says that the holder died only where that is certain', async () => {
    const running: Record<number, string> = { 1: '100' };
    const store = fileJournalStore({ directory, files: nodeFiles, host: hostWith(here, running) });
    const journal = await store.create(moveId);
    await journal.append(records.slice(0, 2));
    // Neither closed nor alive.
    running[1] = '999';
    const afterDeath = await store.open(moveId);
    expect(afterDeath.holderDied).toBe(true);
    const restarted = hostWith({ ...here, boot: 'b2' }, {});
    const onRestarted = fileJournalStore({ directory, files: nodeFiles, host: restarted });
    const afterRestart = await onRestarted.open(moveId);
    expect(afterRestart.holderDied).toBe(false);
    // It had no turn, so that who was before it may still have one.
    await afterRestart.close();
    const again = await onRestarted.open(moveId);
    expect(again.holderDied).toBe(false);
    await again.append(records.slice(2, 3));
    await again.close();
    const atLast = await onRestarted.open(moveId);
    expect(atLast.holderDied).toBe(true);
    await atLast.close();
    // A journal that was copied here without its lock.
    for (const name of await locks()) await rm(join(directory, name));
    const copied = await onRestarted.open(moveId);
    expect(copied.holderDied).toBe(false);
    await copied.close();
    // What was left open above; their locks are long gone.
    await journal.close();
    await afterDeath.close();
    await (await onRestarted.open(moveId)).close();
  });

  it('is not in the way once a process was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const [self, pid] = [await thisHost.self(), child.pid ?? 0];
    const holder = { ...self, pid, began: (await thisHost.began(pid)) ?? '' };
    await writeFile(join(directory, 'move-1.lock-1'), formatHolder(holder));
    const store = createFileJournalStore({ directory });
    await expect(store.create(moveId)).rejects.toMatchObject({ code: 'journal-in-use' });
    child.kill('SIGKILL');
    await ended;
    const journal = await store.create(moveId);
    expect(await locks()).toEqual(['move-1.lock-2']);
    await journal.append(records);
    await journal.close();
    expect((await store.read(moveId))?.records).toEqual(records);
  });

  it('and the journal are for the user alone', async () => {
    const inner = join(directory, 'new', 'journals');
    const store = createFileJournalStore({ directory: inner });
    const journal = await store.create(moveId);
    await journal.append(records);
    const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    expect(await modeOf(inner)).toBe(0o700);
    expect(await modeOf(join(directory, 'new'))).toBe(0o700);
    for (const name of await readdir(inner)) expect(await modeOf(join(inner, name))).toBe(0o600);
    expect((await readdir(inner)).sort()).toEqual(['move-1.journal', 'move-1.lock-1']);
    await journal.close();
    expect(await readFile(join(inner, 'move-1.lock-1'), 'utf8')).toBe('');
    await store.remove(moveId);
    expect(await readdir(inner)).toEqual([]);
  });

  it('leaves nothing behind of a move that did not begin', async () => {
    const store = createFileJournalStore({ directory });
    await (await store.create(moveId)).close();
    expect(await readdir(directory)).toEqual([]);
  });
});
