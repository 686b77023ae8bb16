import { describe, expect, it } from 'vitest';
import { FencedError } from '../errors.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ApiServer } from '../server/types.ts';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import { guarded } from './guarded.ts';

const type: ResourceType = {
  ...{ group: '', version: 'v1', kind: 'Secret', plural: 'secrets' },
  namespaced: true,
  hasStatus: false,
};
const key = { name: 'a', namespace: 'fleet' };
const object = { apiVersion: 'v1', kind: 'Secret', metadata: key };
const shut = (): Promise<void> => Promise.reject(new FencedError('taken over'));

describe('a guarded API server', () => {
  it.each<readonly [string, (server: ApiServer) => Promise<unknown>]>([
    ['create', (server) => server.create(type, object)],
    ['update', (server) => server.update(type, object)],
    ['updateStatus', (server) => server.updateStatus(type, object)],
    ['mergePatch', (server) => server.mergePatch(type, key, {})],
    ['delete', (server) => server.delete(type, key, { uid: 'u' })],
    ['request', (server) => server.request({ method: 'POST', path: '/version' })],
  ])('sends no %s while the gate is shut, and sends it once it is open', async (_verb, write) => {
    const server = createMemoryServer();
    server.put(object);
    await expect(write(guarded(server, shut))).rejects.toBeInstanceOf(FencedError);
    expect(server.writes).toEqual([]);
    let asked = 0;
    const open = guarded(server, () => {
      asked += 1;
      return Promise.resolve();
    });
    await write(open).catch(() => undefined);
    expect(asked).toBe(1);
  });

  it('lets reads and dry runs pass', async () => {
    const server = createMemoryServer();
    const behind = guarded(server, shut);
    expect(await behind.get(type, key)).toBeUndefined();
    expect(await behind.list(type)).toEqual([]);
    expect(await behind.request({ method: 'GET', path: '/version' })).toMatchObject({ major: '1' });
    await behind.create(type, object, { dryRun: true });
    await behind.request({ method: 'POST', path: '/version', query: { dryRun: 'All' } });
  });

  it('asks the gate that a call brings along first', async () => {
    const asked: string[] = [];
    const gate = (name: string) => (): Promise<void> => {
      asked.push(name);
      return Promise.resolve();
    };
    const server = guarded(guarded(createMemoryServer(), gate('outer')), gate('inner'));
    await server.create(type, object, { gate: gate('own') });
    expect(asked).toEqual(['own', 'inner', 'outer']);
  });
});
