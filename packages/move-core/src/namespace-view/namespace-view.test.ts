import { describe, expect, it } from 'vitest';
import { configMaps, leases, namespaces } from '../discover/core-types.ts';
import { canI } from '../server/access-review.ts';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import type { ApiRequest } from '../server/types.ts';
import { contractKind, runServerContract } from '../testing/server-contract.ts';
import { mappedTarget } from './mapped-target.ts';

const scope = { namespace: 'contract', targetNamespace: 'elsewhere' };

runServerContract('a target in which the namespace has another name', () => {
  const server = createMemoryServer({ kinds: [contractKind], namespaceLifecycle: true });
  return Promise.resolve({ server: mappedTarget(server, scope, []), close: () => server.close() });
});

describe('what is written through the view', () => {
  const server = createMemoryServer({ kinds: [contractKind] });
  const view = mappedTarget(server, scope, []);
  const map = (namespace: string): Parameters<typeof view.create>[1] => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace },
  });

  it('is in the new namespace, and comes back under the old name', async () => {
    await view.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'contract' } });
    const made = await view.create(configMaps, map('contract'));
    expect(made.metadata.namespace).toBe('contract');
    expect(await server.get(configMaps, { namespace: 'elsewhere', name: 'a' })).toBeDefined();
    expect(await server.get(configMaps, { namespace: 'contract', name: 'a' })).toBeUndefined();
    expect(await server.get(namespaces, { name: 'elsewhere' })).toBeDefined();
    expect((await view.get(namespaces, { name: 'contract' }))?.metadata.name).toBe('contract');
    expect(await view.get(namespaces, { name: 'elsewhere' })).toBeUndefined();
  });

  it('is never mixed up with what is in the target under the old name', async () => {
    await server.create(configMaps, { ...map('contract'), data: { of: 'the target' } });
    expect((await view.get(configMaps, { namespace: 'contract', name: 'a' }))?.['data']).toBeUndefined();
    const listed = await view.list(configMaps);
    expect(listed.map(({ metadata, data }) => [metadata.namespace, data]).sort()).toEqual([
      ['contract', undefined],
      ['elsewhere', { of: 'the target' }],
    ]);
  });

  it('in other namespaces is where it says', async () => {
    await server.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tsmove-system' } });
    await view.create(leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'l', namespace: 'tsmove-system' },
    });
    expect(await server.get(leases, { namespace: 'tsmove-system', name: 'l' })).toBeDefined();
  });

  it('asks for rights where they are needed', async () => {
    const asked: ApiRequest[] = [];
    const asking = mappedTarget(
      {
        ...server,
        request(request) {
          asked.push(request);
          return Promise.resolve({ status: { allowed: true } });
        },
      },
      scope,
      [],
    );
    await canI(asking, { verb: 'create', group: '', resource: 'secrets', namespace: 'contract' });
    await canI(asking, { verb: 'delete', group: '', resource: 'namespaces', name: 'contract' });
    expect(asked.map(({ body }) => body)).toMatchObject([
      { spec: { resourceAttributes: { resource: 'secrets', namespace: 'elsewhere' } } },
      { spec: { resourceAttributes: { resource: 'namespaces', name: 'elsewhere' } } },
    ]);
  });

  it('a target in which the name is the same is the target itself', () => {
    expect(mappedTarget(server, { namespace: 'contract' }, [])).toBe(server);
  });
});
