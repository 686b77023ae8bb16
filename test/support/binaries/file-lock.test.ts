import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFileLock } from './file-lock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('only one is inside at a time, and the lock is gone afterwards, also after a failure', async () => {
  let inside = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, (_, at) =>
      withFileLock(join(folder, 'lock'), async () => {
        inside += 1;
        most = Math.max(most, inside);
        await pause(5);
        inside -= 1;
        if (at === 2) throw new Error('this one fails');
      }),
    ),
  );
  expect(most).toBe(1);
  expect(results.map(({ status }) => status).toSorted()).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
  ]);
  expect(await readdir(folder)).toEqual([]);
});

test('the lock of a process that is no more is taken over', async () => {
  // No process has this number: the kernel's limit is 2^22.
  await writeFile(join(folder, 'lock'), `${hostname()} 4194305 somebody`);
  expect(await withFileLock(join(folder, 'lock'), () => Promise.resolve('done'))).toBe('done');
  expect(await readdir(folder)).toEqual([]);
});
