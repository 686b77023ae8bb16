import { describe, expect, test } from 'vitest';
import { findKnee, type Knee } from './knee.ts';

/**
 * A server that answers each request after `roundTripMs`, and works on as many as it has processors, `workMs` each. Runs
 * for so many answers, with more requests waiting than may be sent, and tells which limits it has seen.
 */
function run(
  knee: Knee,
  server: { readonly roundTripMs: number; readonly workMs: number; readonly processors: number },
  answers: number,
): readonly number[] {
  const free = Array.from({ length: server.processors }, () => 0);
  const under: number[] = [];
  const limits = [knee.limit];
  let now = 0;
  const send = (): void => {
    const at = free.indexOf(Math.min(...free));
    const done = Math.max(free[at] ?? 0, now) + server.workMs;
    free[at] = done;
    under.push(done + server.roundTripMs);
  };
  for (let count = 0; count < answers; count += 1) {
    while (under.length < knee.limit) send();
    under.sort((one, other) => one - other);
    now = under.shift() ?? now;
    knee.answered(now, true);
    if (limits.at(-1) !== knee.limit) limits.push(knee.limit);
  }
  return limits;
}

describe('how many requests at once', () => {
  test('are more where the round trip is what takes time', () => {
    const knee = findKnee({ first: 16, most: 64 });
    expect(run(knee, { roundTripMs: 25, workMs: 0.5, processors: 2 }, 3_000)).toEqual([16, 32, 64]);
  });

  test('stay few where the processors of the server are', () => {
    const knee = findKnee({ first: 16, most: 64 });
    const limits = run(knee, { roundTripMs: 0.2, workMs: 2, processors: 2 }, 3_000);
    expect(new Set(limits)).toEqual(new Set([16, 32]));
    expect(limits.at(-1)).toBe(16);
  });

  test('are never more than allowed', () => {
    const knee = findKnee({ first: 16, most: 5 });
    expect(run(knee, { roundTripMs: 25, workMs: 0, processors: 2 }, 1_000)).toEqual([5]);
    expect(run(findKnee({ first: 16, most: 24 }), { roundTripMs: 25, workMs: 0, processors: 2 }, 1_000)).toEqual([
      16, 24,
    ]);
  });

  test('are half as many at once when the server says that it is too much, but never none', () => {
    const knee = findKnee({ first: 16, most: 64 });
    knee.refused();
    expect(knee.limit).toBe(8);
    for (let count = 0; count < 10; count += 1) knee.refused();
    expect(knee.limit).toBe(2);
    const alone = findKnee({ first: 16, most: 1 });
    alone.refused();
    expect(alone.limit).toBe(1);
  });

  test('are not judged by times in which nobody waited for a place', () => {
    const knee = findKnee({ first: 16, most: 64 });
    for (let count = 0; count < 1_000; count += 1) knee.answered(count * 5, false);
    expect(knee.limit).toBe(16);
  });

  test('grow again after a refusal, once it has been quiet for a while', () => {
    const knee = findKnee({ first: 16, most: 64 });
    knee.refused();
    expect(run(knee, { roundTripMs: 25, workMs: 0.2, processors: 2 }, 10_000).at(-1)).toBe(64);
  });
});
