import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileJournalStore, type JournalStore } from '@tsmove/move-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPortal, type Portal } from '../../../examples/server-sent-events.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw, type Drawn } from '../../support/drawing/draw.ts';
import { until } from '../../support/processes/until.ts';
import { startBed, sweep } from '../stage/bed.ts';
import { makeScratch } from '../stage/scratch.ts';
import { prepare } from '../stage/stages.ts';

let pair: Pair;
let folder: string;
let journal: JournalStore;
const open = new Set<Portal>();

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsmove-portal-'));
  journal = createFileJournalStore({ directory: join(folder, 'journal') });
  await sweep(pair);
});

afterEach(async () => {
  await Promise.all([...open].map((portal) => portal.close()));
  open.clear();
  await rm(folder, { recursive: true });
});

/** A portal that listens, and its address. */
async function start(store = journal): Promise<{ readonly portal: Portal; readonly url: string }> {
  const { source, target } = pair;
  const portal = createPortal({ source: source.kubeconfig, target: target.kubeconfig, journal: store });
  open.add(portal);
  portal.server.listen(0, '127.0.0.1');
  await once(portal.server, 'listening');
  return { portal, url: `http://127.0.0.1:${(portal.server.address() as AddressInfo).port}` };
}

function post(url: string, body: unknown, type = 'application/json'): Promise<Response> {
  return fetch(`${url}/moves`, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) });
}

/** A move that was accepted, by the address of its events. */
async function begun(url: string): Promise<{ readonly events: string; readonly move: string }> {
  const answer = await until({ what: 'a portal that is free' }, async () => {
    const response = await post(url, { namespace: 'fleet' });
    return response.status === 409 ? undefined : response;
  });
  const body = (await answer.json()) as { readonly moveId: string; readonly events: string };
  expect({ status: answer.status, body }).toMatchObject({ status: 201 });
  return { events: url + body.events, move: `${url}/moves/${body.moveId}` };
}

interface Frame {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Reads a stream as a browser does, to its end or until enough was seen; then it hangs up. */
async function read(url: string, last?: string, isEnough: (frames: readonly Frame[]) => boolean = () => false) {
  const hangUp = new AbortController();
  const headers = last === undefined ? {} : { 'last-event-id': last };
  const response = await fetch(url, { headers, signal: hangUp.signal });
  const frames: Frame[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts.filter((one) => !one.startsWith(':'))) {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
      frames.push({ id: field('id'), event: field('event'), data: JSON.parse(field('data')) });
    }
    if (isEnough(frames)) break;
  }
  hangUp.abort();
  return { status: response.status, type: response.headers.get('content-type'), frames };
}

const seen =
  (event: string) =>
  (frames: readonly Frame[]): boolean =>
    frames.some((frame) => frame.event === event);

/** A fleet with an object that must not be touched yet: a move waits for it. */
async function blockedFleet(): Promise<Drawn> {
  return draw(pair.source, 'fleet', 'Cluster/prod > Machine/m', {
    'Machine/m': { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': '' } },
  });
}

test('a move is started, and its events reach a browser that loses its connection in the middle', async () => {
  const drawn = await draw(pair.source, 'fleet', 'Cluster/prod > Machine/m > Secret/m');
  const { url } = await start();
  const { events, move } = await begun(url);
  const first = await read(events, undefined, (frames) => frames.length >= 3);
  expect(first).toMatchObject({ status: 200, type: 'text/event-stream' });
  const rest = await read(events, first.frames.at(-1)?.id);
  const all = [...first.frames, ...rest.frames];
  expect(all.map(({ id }) => id.split('.')[1])).toEqual(all.map((_, at) => String(at + 1)));
  expect(all.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['move-started', 'committed', 'object-deleted']),
  );
  expect(all.at(-1)).toMatchObject({ event: 'ended', data: { outcome: 'moved', counts: { moved: 3 } } });
  expect(await drawn.read('Cluster/prod', pair.target)).toBeDefined();
  expect(await drawn.read('Cluster/prod')).toBeUndefined();

  // Whoever comes later is told everything; whoever has seen the last event, that there is nothing more.
  expect((await read(events)).frames).toEqual(all);
  expect((await read(events, 'another-session.3')).frames).toEqual(all);
  expect((await read(events, all.at(-1)?.id)).status).toBe(204);
  expect(await (await fetch(move)).json()).toMatchObject({ state: 'ended', events: all.length });
  expect((await fetch(move, { method: 'DELETE' })).status).toBe(409);
});

test('one move at a time; one that is asked to stop is undone, and the next may begin', async () => {
  const drawn = await blockedFleet();
  const { url } = await start();
  const { events, move } = await begun(url);
  await read(events, undefined, seen('object-blocked'));
  expect((await post(url, { namespace: 'fleet' })).status).toBe(409);
  expect((await fetch(move, { method: 'DELETE' })).status).toBe(202);
  const { frames } = await read(events);
  expect(frames.at(-1)).toMatchObject({ event: 'ended', data: { outcome: 'failed', code: 'aborted' } });
  expect((await drawn.read('Cluster/prod'))?.['spec']).not.toHaveProperty('paused');
  expect(await drawn.read('Cluster/prod', pair.target)).toBeUndefined();
  const nothing = await post(url, { namespace: 'no-such' });
  expect([nothing.status, await nothing.json()]).toMatchObject([422, { code: 'namespace-not-found' }]);
});

test('a portal that is asked to end lets its move come to a safe end, and its readers know', async () => {
  const drawn = await blockedFleet();
  const { portal, url } = await start();
  const { events } = await begun(url);
  const reading = read(events);
  await read(events, undefined, seen('object-blocked'));
  await portal.close();
  expect((await reading).frames.at(-1)).toMatchObject({ event: 'ended', data: { code: 'aborted' } });
  expect((await drawn.read('Cluster/prod'))?.['spec']).not.toHaveProperty('paused');
  await expect(fetch(url)).rejects.toThrow();
});

test('a portal that starts goes on with the move that a dead process has left', async () => {
  await using scratch = await makeScratch(pair);
  await prepare('half way', pair, scratch);
  const left = createFileJournalStore({ directory: join(scratch.folder, '.local/state/tsmove/journal') });
  const [moveId = ''] = await left.list();
  const { url } = await start(left);
  const events = `${url}/moves/${moveId}/events`;
  await until({ what: 'the portal to find the move' }, async () => (await fetch(events.replace('/events', ''))).ok);
  const { frames } = await read(events);
  expect(frames[0]).toMatchObject({ event: 'move-continued' });
  expect(frames.at(-1)).toMatchObject({ event: 'ended', data: { outcome: 'moved' } });
  const clusters = '/apis/cluster.x-k8s.io/v1beta2/namespaces/fleet/clusters';
  expect((await pair.target.api.call<{ items: unknown[] }>('GET', clusters)).items).toHaveLength(2);
  expect((await pair.source.api.call<{ items: unknown[] }>('GET', clusters)).items).toHaveLength(0);
});

test('what is no request of its own is refused', async () => {
  const { url } = await start();
  const status = async (response: Promise<Response>): Promise<number> => (await response).status;
  expect(await status(post(url, { namespace: 'fleet' }, 'text/plain'))).toBe(415);
  expect(await status(post(url, { namespace: '../fleet' }))).toBe(400);
  expect(await status(post(url, 'x'.repeat(20_000)))).toBe(400);
  expect(await status(fetch(`${url}/moves/20260101-000000-aaaaaaaa`))).toBe(404);
  expect(await status(fetch(`${url}/moves`))).toBe(404);
});
