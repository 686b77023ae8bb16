import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeap } from './heap.ts';
import { createSharedServer } from './shared-server.ts';

const forever = Number.POSITIVE_INFINITY;

test('values leave a heap by rank, and those of equal rank in the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (ranks) => {
      const heap = createHeap<readonly [number, number]>();
      ranks.forEach((rank, order) => {
        heap.push(rank, [rank, order]);
      });
      const out = ranks.map(() => heap.pop());
      const expected = ranks.map((rank, order) => [rank, order] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(out).toEqual(expected);
      expect(heap.pop()).toBeUndefined();
    }),
  );
});

test('who is alone takes its own time, and more than there are processors share them', () => {
  const server = createSharedServer({ processors: 2, seats: 100, queueLength: 10 });
  const ends: number[] = [];
  const done = (): void => void ends.push(server.now);
  server.send(1, 4, done);
  server.run(forever);
  expect(ends).toEqual([4]);
  for (const client of [1, 2, 3, 4]) server.send(client, 4, done);
  server.run(forever);
  // Four with 4 ms each on two processors: all of it takes 8 ms.
  expect(ends.slice(1)).toEqual([12, 12, 12, 12]);
});

test('beyond the seats each client is let in in turn, and beyond its queue it is refused', () => {
  const server = createSharedServer({ processors: 1, seats: 1, queueLength: 2 });
  const order: string[] = [];
  const send = (client: number, name: string): void => {
    server.send(client, 1, (refused) => void order.push(refused ? `${name} refused` : name));
  };
  for (const name of ['a1', 'a2', 'a3', 'a4']) send(1, name);
  send(2, 'b1');
  server.run(forever);
  expect(order).toEqual(['a4 refused', 'a1', 'a2', 'b1', 'a3']);
});

test('calls come at their time, and none after the end of a run', () => {
  const server = createSharedServer({ processors: 1, seats: 1, queueLength: 1 });
  const seen: number[] = [];
  for (const time of [30, 10, 20]) server.at(time, () => void seen.push(server.now));
  server.run(25);
  expect(seen).toEqual([10, 20]);
  server.run(forever);
  expect(seen).toEqual([10, 20, 30]);
});
