import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import type { ApiServer } from '../server/types.ts';
import { createMemoryServer, type MemoryServer } from '../server/memory/memory-server.ts';
import { configMaps, namespaces } from '../discover/core-types.ts';
import { changeText, readText, settleText, undoText } from './config-map-text.ts';

const place = { namespace: 'metal3', name: 'leases', key: 'dnsmasq.leases' };
const key = { namespace: 'metal3', name: 'leases' };
const append = (before: string | undefined): string => `${before ?? ''}ours\n`;

function server(): MemoryServer {
  return createMemoryServer({ label: 'target' });
}

async function withText(text: string): Promise<MemoryServer> {
  const target = server();
  await target.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...key, labels: { mine: 'kept' } },
    data: { 'dnsmasq.leases': text, other: 'kept' },
  });
  return target;
}

/** What there is, as a user sees it. */
async function stateOf(target: ApiServer): Promise<unknown> {
  const all = await target.list(configMaps, { namespace: 'metal3' });
  return all.map(({ metadata: { name, labels, annotations }, ...rest }) => ({
    name,
    labels,
    signed: Object.keys(annotations ?? {}).length > 0,
    data: rest['data'],
  }));
}

/** Dies at its nth write: before it is sent, or after it was carried out. */
function dyingAt(target: ApiServer, nth: number, when: 'before' | 'after'): ApiServer {
  let writes = 0;
  const mortal =
    <A extends readonly unknown[], R>(write: (...call: A) => Promise<R>) =>
    async (...call: A): Promise<R> => {
      writes += 1;
      if (writes > nth || (writes === nth && when === 'before')) throw new Error('died');
      const result = await write(...call);
      if (writes === nth) throw new Error('died');
      return result;
    };
  return {
    ...target,
    create: mortal((...call: Parameters<ApiServer['create']>) => target.create(...call)),
    update: mortal((...call: Parameters<ApiServer['update']>) => target.update(...call)),
    mergePatch: mortal((...call: Parameters<ApiServer['mergePatch']>) => target.mergePatch(...call)),
    delete: mortal((...call: Parameters<ApiServer['delete']>) => target.delete(...call)),
  };
}

describe('a text in a ConfigMap', () => {
  test('is made where there was none, and taken back without a trace', async () => {
    const target = server();
    const undo = await changeText(target, place, 'p1', append);
    expect(undo).toEqual({ type: 'created', place, id: 'p1' });
    expect(await readText(target, place)).toBe('ours\n');
    await undoText(target, undo);
    expect(await stateOf(target)).toEqual([]);
    expect(await target.get(namespaces, { name: 'metal3' })).toBeUndefined();
  });

  test('is taken back by whoever knows no more than where and which change', async () => {
    const target = server();
    await changeText(target, place, 'p1', append);
    await undoText(target, { type: 'changed', place, id: 'p1' });
    expect(await stateOf(target)).toEqual([]);
    await undoText(target, { type: 'changed', place, id: 'p1' });
    expect(await stateOf(target)).toEqual([]);
  });

  test('is changed beside what else there is, and put back', async () => {
    const target = await withText('theirs\n');
    const before = await stateOf(target);
    const undo = await changeText(target, place, 'p1', append);
    expect(undo.type).toBe('changed');
    expect(await readText(target, place)).toBe('theirs\nours\n');
    await undoText(target, undo);
    expect(await stateOf(target)).toEqual(before);
    // Once more, as somebody would who does not know whether it was done.
    await undoText(target, undo);
    expect(await stateOf(target)).toEqual(before);
  });

  test('changed for good keeps nothing from before', async () => {
    const target = await withText('theirs\n');
    await settleText(target, await changeText(target, place, 'p1', append));
    expect((await target.list(configMaps, { namespace: 'metal3' })).map(({ metadata }) => metadata.name)).toEqual([
      'leases',
    ]);
  });

  test('that needs no change is left alone', async () => {
    const target = await withText('same');
    const { writes } = target;
    const count = writes.length;
    const undo = await changeText(target, place, 'p1', () => 'same');
    expect([undo, writes.length]).toEqual([{ type: 'nothing' }, count]);
    await undoText(target, undo);
    expect(writes.length).toBe(count);
  });

  test('that somebody has changed since is not put back over it', async () => {
    const target = await withText('theirs\n');
    const undo = await changeText(target, place, 'p1', append);
    await target.mergePatch(configMaps, key, { data: { 'dnsmasq.leases': 'newer\n' } });
    await expect(undoText(target, undo)).rejects.toThrow('its text was changed since');
    expect(await readText(target, place)).toBe('newer\n');
  });

  test('that somebody has edited is not written once more by the same change', async () => {
    const target = await withText('theirs\n');
    await changeText(target, place, 'p1', append);
    await target.mergePatch(configMaps, key, { data: { 'dnsmasq.leases': 'newer\n' } });
    await expect(changeText(target, place, 'p1', append)).rejects.toThrow('its text was changed since');
    expect(await readText(target, place)).toBe('newer\n');
  });

  test('that was changed for good is there for the next change as anybody else made it', async () => {
    const target = await withText('theirs\n');
    await settleText(target, await changeText(target, place, 'p1', append));
    const undo = await changeText(target, place, 'p1', append);
    expect([undo.type, await readText(target, place)]).toEqual(['changed', 'theirs\nours\nours\n']);
    await undoText(target, undo);
    expect(await readText(target, place)).toBe('theirs\nours\n');
  });

  test('that we made goes without what somebody has put beside it', async () => {
    const target = server();
    const undo = await changeText(target, place, 'p1', append);
    await target.mergePatch(configMaps, key, { data: { other: 'theirs' } });
    await undoText(target, undo, { emptyWithinMs: 0 });
    expect(await stateOf(target)).toMatchObject([{ signed: false, data: { other: 'theirs' } }]);
    // It stays, and nobody's undo will take it away.
    expect((await target.get(namespaces, { name: 'metal3' }))?.metadata.annotations).toBeUndefined();
  });

  test('takes a namespace along that was made for it, and no other', async () => {
    const target = server();
    const undo = await changeText(target, place, 'p1', append);
    expect(await target.get(namespaces, { name: 'metal3' })).toBeDefined();
    await undoText(target, undo);
    expect(await target.get(namespaces, { name: 'metal3' })).toBeUndefined();
    await target.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'metal3' } });
    await undoText(target, await changeText(target, place, 'p2', append));
    expect(await target.get(namespaces, { name: 'metal3' })).toBeDefined();
  });

  test('that may not be changed is not touched', async () => {
    const target = await withText('theirs\n');
    const before = await stateOf(target);
    const refuse = (): string => {
      throw new RangeError('conflict');
    };
    await expect(changeText(target, place, 'p1', refuse)).rejects.toThrow('conflict');
    expect(await stateOf(target)).toEqual(before);
  });

  test('is changed by what it was when the change got through', async () => {
    const target = await withText('one\n');
    let first = true;
    const racing: ApiServer = {
      ...target,
      async mergePatch(...call) {
        if (!first) return target.mergePatch(...call);
        first = false;
        await target.mergePatch(configMaps, key, { data: { 'dnsmasq.leases': 'two\n' } });
        throw new ApiError('conflict', { status: 409, reason: 'Conflict' });
      },
    };
    const undo = await changeText(racing, place, 'p1', append);
    expect(await readText(target, place)).toBe('two\nours\n');
    await undoText(target, undo);
    expect(await readText(target, place)).toBe('two\n');
  });
});

describe.each([
  ['made', () => Promise.resolve(server())],
  ['changed', () => withText('theirs\n')],
] as const)('whoever dies while a text is %s', (_what, fresh) => {
  test('finds the same when going on, and the same as before when taking it back', async () => {
    const whole = await fresh();
    const undoOfWhole = await changeText(whole, place, 'p1', append);
    const wanted = await stateOf(whole);
    await undoText(whole, undoOfWhole);
    const before = await stateOf(await fresh());
    let died = 0;
    for (let nth = 1; nth <= 6; nth += 1) {
      for (const when of ['before', 'after'] as const) {
        const target = await fresh();
        await changeText(dyingAt(target, nth, when), place, 'p1', append).catch(() => (died += 1));
        const undo = await changeText(target, place, 'p1', append);
        expect(await stateOf(target), `${nth} ${when}`).toEqual(wanted);
        await undoText(dyingAt(target, nth, when), undo).catch(() => (died += 1));
        await undoText(target, undo);
        expect(await stateOf(target), `undo ${nth} ${when}`).toEqual(before);
      }
    }
    expect(died).toBeGreaterThan(4);
  });
});
