import { expect, test, vi } from 'vitest';
import type { KubeObject } from '../model/kube-object.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { createMemoryServer, type MemoryServer } from '../server/memory/memory-server.ts';
import { knownByKind, listAgain } from './list-again.ts';
import { limitReads } from './reader.ts';

const secrets: ResourceType = {
  ...{ group: '', version: 'v1', kind: 'Secret', plural: 'secrets' },
  ...{ namespaced: true, hasStatus: false },
};
const namespace = 'fleet';

function filled(): MemoryServer {
  const server = createMemoryServer();
  for (let at = 0; at < 40; at += 1) {
    const metadata = { namespace, name: `s${at.toString().padStart(2, '0')}` };
    server.put({ apiVersion: 'v1', kind: 'Secret', metadata, data: { at: at.toString() } });
  }
  return server;
}

async function readTwice(
  change: (server: MemoryServer, first: readonly KubeObject[]) => void,
): Promise<{ readonly again: readonly KubeObject[]; readonly expected: readonly KubeObject[]; readonly gets: number }> {
  const server = filled();
  const first = await server.list(secrets, { namespace });
  change(server, first);
  const get = vi.fn(server.get);
  const reader = limitReads({ ...server, get }, { concurrency: 4, signal: new AbortController().signal });
  const known = knownByKind(first)(secrets);
  if (known === undefined) throw new Error('forty objects are worth it');
  const again = await listAgain(reader, secrets, { namespace }, known);
  return { again, expected: await server.list(secrets, { namespace }), gets: get.mock.calls.length };
}

const changed = (object: KubeObject | undefined): KubeObject => {
  if (object === undefined) throw new Error('it is not there');
  return { ...object, data: { changed: 'yes' } };
};

test('nothing is read of what has not changed', async () => {
  const { again, expected, gets } = await readTwice(() => undefined);
  expect(again).toEqual(expected);
  expect(gets).toBe(0);
});

test('what is new, changed or made anew is read, and what went is left out', async () => {
  const { again, expected, gets } = await readTwice((server, first) => {
    server.put(changed(first[3]));
    server.put({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: 'new' } });
    void server.delete(secrets, { namespace, name: 's05' }, { uid: first[5]?.metadata.uid ?? '' });
    void server.delete(secrets, { namespace, name: 's06' }, { uid: first[6]?.metadata.uid ?? '' });
    server.put({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: 's06' } });
  });
  expect(again).toEqual(expected);
  expect(again.find(({ metadata }) => metadata.name === 's03')?.['data']).toEqual({ changed: 'yes' });
  expect(gets).toBe(3);
});

test('where much has changed all are listed', async () => {
  const { again, expected, gets } = await readTwice((server, first) => {
    for (const object of first.slice(0, 20)) server.put(changed(object));
  });
  expect(again).toEqual(expected);
  expect(gets).toBe(0);
});

test('few known objects are not worth it', () => {
  expect(knownByKind([])(secrets)).toBeUndefined();
});
