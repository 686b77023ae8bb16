import { expect, test, vi } from 'vitest';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import { drawSnapshot } from '../testing/drawing.ts';
import { planOf } from '../testing/plan-of.ts';
import { createReading } from './reading.ts';
import { readAll } from './read-all.ts';

test('few of a kind are read one by one, many at once, and few among many one by one again', async () => {
  const names = Array.from({ length: 60 }, (_, at) => `m${at.toString().padStart(2, '0')}`);
  const snapshot = drawSnapshot(names.map((name) => `Machine/${name}`).join('\n'));
  const server = createMemoryServer({
    kinds: [{ group: 'cluster.x-k8s.io', kind: 'Machine', versions: [{ name: 'v1beta2' }] }],
  });
  for (const {
    metadata: { uid: _uid, resourceVersion: _version, ...metadata },
    ...object
  } of snapshot.objects) {
    server.put({ ...object, metadata });
  }
  const plan = planOf(snapshot, { move: names });
  const list = vi.spyOn(server, 'list');
  const get = vi.spyOn(server, 'get');
  const reading = createReading({ shared: true });
  const read = async (count: number) => {
    list.mockClear();
    get.mockClear();
    const found = await readAll({ plan, reading }, server, plan.objects.slice(0, count));
    return { found: found.size, lists: list.mock.calls.length, gets: get.mock.calls.length };
  };

  expect(await read(4)).toEqual({ found: 4, lists: 0, gets: 4 });
  expect(await read(6)).toEqual({ found: 60, lists: 1, gets: 0 });
  expect(await read(6)).toEqual({ found: 6, lists: 0, gets: 6 });
  expect(await read(20)).toEqual({ found: 60, lists: 1, gets: 0 });
});
