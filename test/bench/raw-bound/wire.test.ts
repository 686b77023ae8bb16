import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { openWire, type Wire } from './wire.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

const name = { metadata: { name: 'a', uid: 'u' } };
let server: Server | undefined;
let wire: Wire | undefined;

afterEach(async () => {
  await wire?.close();
  server?.close();
});

/** Instead of a status: the server cuts the line. */
const cut = 0;

/** A server that refuses with these, one after another, and then does as it is told. */
async function wireTo(...refusals: readonly number[]): Promise<{ readonly wire: Wire; readonly asked: string[] }> {
  const asked: string[] = [];
  const left = [...refusals];
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    request.resume().on('end', () => {
      const status = left.shift() ?? 200;
      if (status === cut) request.socket.destroy();
      else response.writeHead(status).end(JSON.stringify(name));
    });
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  wire = openWire({ url: `http://127.0.0.1:${port}`, ca: '', token: 't' }, 1);
  return { wire, asked };
}

test('a busy server is asked again', async () => {
  const { wire, asked } = await wireTo(504, 429);
  expect(await wire.write('PATCH', '/a', {})).toEqual(name);
  expect(asked).toEqual(['PATCH /a', 'PATCH /a', 'PATCH /a']);
});

test('a server that cuts the line is asked again', async () => {
  const { wire, asked } = await wireTo(cut, cut);
  expect(await wire.write('PUT', '/a', {})).toEqual(name);
  expect(asked).toHaveLength(3);
});

test.each([
  ['DELETE', 404],
  ['PUT', 409],
] as const)('%s that was done without an answer is done', async (method, status) => {
  const { wire } = await wireTo(504, status);
  expect(await wire.write(method, '/a')).toEqual(name);
});

test('what was created without an answer is read, for its UID', async () => {
  const { wire, asked } = await wireTo(504, 409);
  expect(await wire.write('POST', '/all?fieldManager=m', name)).toEqual(name);
  expect(asked.at(-1)).toBe('GET /all/a');
});

test.each([
  ['DELETE', 404],
  ['PUT', 409],
  ['POST', 409],
  ['PATCH', 422],
] as const)('the first %s that is refused with %i has failed', async (method, status) => {
  const { wire, asked } = await wireTo(status);
  await expect(wire.write(method, '/a', name)).rejects.toThrow(String(status));
  expect(asked).toHaveLength(1);
});
