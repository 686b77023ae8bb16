import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { walk } from './walk.ts';

test('every item runs once, after all that it comes after, and never more at a time than allowed', async () => {
  const graphs = fc
    .integer({ min: 1, max: 25 })
    .chain((size) => fc.array(fc.array(fc.nat(24), { maxLength: 4 }), { minLength: size, maxLength: size }));
  await fc.assert(
    fc.asyncProperty(graphs, fc.integer({ min: 1, max: 5 }), async (links, concurrency) => {
      const items = links.map((_, at) => at);
      const before = (item: number): readonly number[] => (links[item] ?? []).filter((other) => other < item);
      const finished: number[] = [];
      let running = 0;
      const outcome = await walk(
        items,
        before,
        async (item) => {
          running += 1;
          expect(running).toBeLessThanOrEqual(concurrency);
          expect(before(item).every((other) => finished.includes(other))).toBe(true);
          await sleep(0);
          running -= 1;
          finished.push(item);
        },
        { concurrency },
      );
      expect([...outcome.done].sort((a, b) => a - b)).toEqual(items);
      expect(outcome.skipped).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('after a failure nothing more starts, and what comes after it is skipped, not failed', async () => {
  const outcome = await walk(
    ['a', 'b', 'c'],
    (item) => (item === 'a' ? [] : item === 'b' ? ['a'] : ['b']),
    (item) => (item === 'b' ? Promise.reject(new Error('no')) : Promise.resolve()),
    { concurrency: 3 },
  );
  expect(outcome).toMatchObject({ done: ['a'], failed: [{ item: 'b' }], skipped: ['c'] });
});

test('an abort lets what is under way end and starts nothing more', async () => {
  const stop = new AbortController();
  const outcome = await walk(
    [1, 2, 3],
    (item) => (item === 1 ? [] : [item - 1]),
    async (item) => {
      if (item === 2) stop.abort();
      await sleep(1);
    },
    { concurrency: 2, signal: stop.signal },
  );
  expect(outcome).toMatchObject({ done: [1, 2], failed: [], skipped: [3] });
});
