import { expect, test } from 'vitest';
import { systemClock } from './clock.ts';

test('many may sleep by one signal: nobody is warned of a leak, all end at once when it aborts', async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): void => {
    warnings.push(warning.message);
  };
  process.on('warning', listen);
  const stop = new AbortController();
  const sleeping = Array.from({ length: 50 }, () => systemClock.sleep(60_000, stop.signal));
  const brief = Array.from({ length: 50 }, () => systemClock.sleep(5, stop.signal));
  await Promise.all(brief);
  stop.abort(new Error('enough'));
  const ends = await Promise.allSettled(sleeping);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  expect(ends.map((end) => (end.status === 'rejected' ? String(end.reason) : end.status))).toEqual(
    Array(50).fill('Error: enough'),
  );
  expect(warnings).toEqual([]);
  await expect(systemClock.sleep(1, stop.signal)).rejects.toThrow('enough');
});
