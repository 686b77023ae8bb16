import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parsePeak, parseStat, peakMemory, processorTime } from './proc.ts';

test('processor time is read behind a program name with blanks and brackets', () => {
  const line = '42 (a (b) c) S 1 42 42 0 -1 4194304 90 7 0 0 150 50 300 25 20 0 11 0 12345 1000 200';
  expect(parseStat(line)).toEqual({ own: 2, endedChildren: 3.25 });
});

test('the peak of memory is read in MiB', () => {
  expect(parsePeak('Name:\tnode\nVmPeak:\t  9 kB\nVmHWM:\t    2048 kB\nVmRSS:\t    1 kB\n')).toBe(2);
  expect(parsePeak('Name:\tzombie\n')).toBeUndefined();
});

test('a process that is not there has no values', () => {
  expect(processorTime(2 ** 30)).toBeUndefined();
  expect(peakMemory(2 ** 30)).toBeUndefined();
});

test.skipIf(!existsSync('/proc/self/stat'))('a child that has ended is counted to its parent', async () => {
  const before = processorTime('self')?.endedChildren ?? 0;
  const busy = 'const end = Date.now() + 300; while (Date.now() < end);';
  await once(spawn(process.execPath, ['-e', busy], { stdio: 'ignore' }), 'exit');
  expect((processorTime('self')?.endedChildren ?? 0) - before).toBeGreaterThan(0.05);
});
