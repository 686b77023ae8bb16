import { describe, expect, it } from 'vitest';
import { startScriptedServer } from '../../../../test/support/scripted-server/scripted-server.ts';
import { UsageError } from '../errors.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { canI } from './access-review.ts';
import { createApiServer } from './api-server.ts';
import { readOnly } from './read-only.ts';
import type { ApiServer } from './types.ts';

const type: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  hasStatus: false,
};
const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'fleet' } };
const key = { name: 'a', namespace: 'fleet' };

async function bed() {
  const scripted = await startScriptedServer((call) => ({
    json: call.path.endsWith('reviews') ? { status: { allowed: false, reason: 'RBAC: no' } } : object,
  }));
  const server = createApiServer({ label: 'source', endpoint: { url: scripted.url, ca: scripted.ca } });
  return {
    calls: scripted.calls,
    server: readOnly(server),
    async [Symbol.asyncDispose]() {
      await server.close();
      await scripted.stop();
    },
  };
}

describe('an API server that is open for reading only', () => {
  it.each<readonly [string, (server: ApiServer) => Promise<unknown>]>([
    ['create', (server) => server.create(type, object)],
    ['update', (server) => server.update(type, object)],
    ['updateStatus', (server) => server.updateStatus(type, object)],
    ['mergePatch', (server) => server.mergePatch(type, key, {})],
    ['delete', (server) => server.delete(type, key, { uid: 'u' })],
    ['a POST', (server) => server.request({ method: 'POST', path: '/api/v1/namespaces', body: {} })],
    [
      'a DELETE that calls itself a dry run in its query only',
      (server) => server.request({ method: 'DELETE', path: '/x', query: { dryRun: 'All' } }),
    ],
  ])('refuses %s before anything is sent', async (_name, write) => {
    await using here = await bed();
    await expect(write(here.server)).rejects.toThrow(/^source is open for reading only: /);
    await expect(write(here.server)).rejects.toBeInstanceOf(UsageError);
    expect(here.calls).toHaveLength(0);
  });

  it('reads, asks for rights and tries writes out', async () => {
    await using here = await bed();
    expect(await here.server.get(type, key)).toEqual(object);
    expect(await canI(here.server, { verb: 'create', group: '', resource: 'secrets', namespace: 'fleet' })).toEqual({
      allowed: false,
      reason: 'RBAC: no',
    });
    await here.server.create(type, object, { dryRun: true });
    await here.server.delete(type, key, { uid: 'u' }, { dryRun: true });
    expect(here.calls.map((call) => call.method)).toEqual(['GET', 'POST', 'POST', 'DELETE']);
    expect(JSON.parse(here.calls[1]?.body ?? '')).toMatchObject({
      spec: { resourceAttributes: { verb: 'create', group: '', resource: 'secrets', namespace: 'fleet' } },
    });
  });
});
