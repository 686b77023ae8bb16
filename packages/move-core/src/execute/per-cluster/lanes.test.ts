import { expect, test } from 'vitest';
import type { MoveEvent } from '../../events/types.ts';
import { createLanes } from './lanes.ts';

function told(): { readonly lanes: ReturnType<typeof createLanes>; readonly seen: number[] } {
  const seen: number[] = [];
  return { lanes: createLanes(({ seq }) => seen.push(seq)), seen };
}

const event = (seq: number): MoveEvent => ({ type: 'committed', seq, at: '2026-01-01T00:00:00.000Z' });

test('what the first of several moves does is told at once, and what the others do when it has ended', () => {
  const { lanes, seen } = told();
  const [first, second, third] = [lanes(), lanes(), lanes()];
  second.tell(event(21));
  first.tell(event(11));
  third.tell(event(31));
  expect(seen).toEqual([11]);
  first.close();
  second.tell(event(22));
  third.tell(event(32));
  expect(seen).toEqual([11, 21, 22]);
  second.close();
  expect(seen).toEqual([11, 21, 22, 31, 32]);
});

test('a move that has ended before the first one is told whole when its turn comes', () => {
  const { lanes, seen } = told();
  const [first, second, third] = [lanes(), lanes(), lanes()];
  second.tell(event(21));
  second.close();
  third.tell(event(31));
  expect(seen).toEqual([]);
  first.close();
  third.tell(event(32));
  expect(seen).toEqual([21, 31, 32]);
  const fourth = lanes();
  third.close();
  fourth.tell(event(41));
  expect(seen).toEqual([21, 31, 32, 41]);
});
