import { expect, test } from 'vitest';
import { ApiError } from '../../errors.ts';
import { createMemoryServer, type MemoryServer } from '../../server/memory/memory-server.ts';
import { clustersAtOnceFor } from './clusters-at-once.ts';

let time = 0;
const now = (): number => time;

/** A server whose answers take so long, in ms, one after the other; the last one from then on. */
function at(...distances: readonly number[]): MemoryServer {
  const server = createMemoryServer({ label: 'played' });
  let asked = 0;
  return {
    ...server,
    request(request) {
      time += distances[Math.min(asked, distances.length - 1)] ?? 0;
      asked += 1;
      return server.request(request);
    },
  };
}

test.each([
  ['two near servers', at(1), at(2), 1],
  ['a target far away', at(1), at(25), 4],
  ['a source far away', at(12), at(1), 4],
  ['near servers that are busy at first', at(30, 30, 2), at(15, 1, 15), 1],
])('%s', async (_what, source, target, expected) => {
  expect(await clustersAtOnceFor({ source, target, providers: [] }, now)).toBe(expected);
});

test('a server that is near is asked once', async () => {
  let asked = 0;
  const source = at(1);
  const counted: MemoryServer = {
    ...source,
    request(request) {
      asked += 1;
      return source.request(request);
    },
  };
  await clustersAtOnceFor({ source: counted, target: at(1), providers: [] }, now);
  expect(asked).toBe(1);
});

test('what was asked for counts, whatever the distance', async () => {
  const options = { source: at(25), target: at(25), providers: [] };
  expect(await clustersAtOnceFor({ ...options, clustersAtOnce: 1 }, now)).toBe(1);
  expect(await clustersAtOnceFor({ ...options, clustersAtOnce: 7 }, now)).toBe(7);
  await expect(clustersAtOnceFor({ ...options, clustersAtOnce: 0 })).rejects.toThrow('there cannot be 0 Clusters');
});

test('a server that does not say how far it is, is left to the move', async () => {
  const source: MemoryServer = {
    ...at(25),
    request: () => Promise.reject(new ApiError('no', { status: 403, reason: 'Forbidden' })),
  };
  expect(await clustersAtOnceFor({ source, target: at(25), providers: [] }, now)).toBe(1);
});
