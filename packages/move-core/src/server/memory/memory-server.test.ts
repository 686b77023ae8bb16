import { expect, test } from 'vitest';
import type { KubeObject } from '../../model/kube-object.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { createMemoryServer } from './memory-server.ts';

const hosts: ResourceType = {
  group: 'a.example.com',
  version: 'v1',
  kind: 'Host',
  plural: 'hosts',
  namespaced: true,
  hasStatus: true,
};
const key = { namespace: 'fleet', name: 'h' };

function host(more: Partial<KubeObject> = {}): KubeObject {
  return { apiVersion: 'a.example.com/v1', kind: 'Host', metadata: key, spec: { on: true }, ...more };
}

function server(): ReturnType<typeof createMemoryServer> {
  return createMemoryServer({ kinds: [{ group: 'a.example.com', kind: 'Host' }] });
}

test('what is not there is undefined, and a kind that is not served has no objects', async () => {
  expect(await server().get(hosts, key)).toBeUndefined();
  expect(await server().list({ ...hosts, plural: 'racks' })).toEqual([]);
});

test('status comes by its subresource alone', async () => {
  const memory = server();
  const created = await memory.create(hosts, host({ status: { ready: true } }));
  expect(created.status).toBeUndefined();
  const written = await memory.updateStatus(hosts, { ...created, spec: { on: false }, status: { ready: true } });
  expect(written).toMatchObject({ spec: { on: true }, status: { ready: true } });
  expect(await memory.update(hosts, { ...written, status: { ready: false } })).toMatchObject({
    status: { ready: true },
  });
});

test('an outdated resourceVersion is a conflict, and so is a second object of the same name', async () => {
  const memory = server();
  const created = await memory.create(hosts, host());
  await memory.mergePatch(hosts, key, { spec: { on: false } });
  await expect(memory.update(hosts, created)).rejects.toMatchObject({ status: 409, reason: 'Conflict' });
  await expect(memory.create(hosts, host())).rejects.toMatchObject({ status: 409, reason: 'AlreadyExists' });
  await expect(memory.delete(hosts, key, { uid: 'another' })).rejects.toMatchObject({ status: 409 });
});

test('a finalizer holds a deletion until a patch takes it off', async () => {
  const memory = server();
  const { metadata } = await memory.create(
    hosts,
    host({ metadata: { ...key, finalizers: ['f'], labels: { a: 'b' } } }),
  );
  expect(await memory.delete(hosts, key, { uid: metadata.uid ?? '' })).toBe('deleted');
  expect((await memory.get(hosts, key))?.metadata.deletionTimestamp).toBeDefined();
  const stripped = await memory.mergePatch(hosts, key, { metadata: { finalizers: [], labels: null } });
  expect(stripped.metadata.labels).toBeUndefined();
  expect(await memory.get(hosts, key)).toBeUndefined();
  expect(await memory.delete(hosts, key, { uid: metadata.uid ?? '' })).toBe('gone');
});
