import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openLoop } from './open-loop.ts';

test('requests are sent at their rate although none is answered, and all count in the end', async () => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  let sent = 0;
  const { stream, end } = openLoop(100, () => {
    sent += 1;
    return gate;
  });
  while (sent < 20) await pause(10);
  expect(stream.latencies).toEqual([]);
  release();
  await end();
  expect(stream.latencies.length).toBe(sent);
  expect(Math.max(...stream.latencies)).toBeGreaterThan(50);
});

test('a refusal is counted, and its time too', async () => {
  const { stream, end } = openLoop(200, () => Promise.reject(new Error('refused')));
  while (stream.failed < 3) await pause(5);
  await end();
  expect(stream.latencies.length).toBe(stream.failed);
});
