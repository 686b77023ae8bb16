import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDelayProxy } from './delay-proxy.ts';

let echo: Server;
const sockets = new Set<Socket>();

beforeEach(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  echo.close();
});

const upstream = (): number => (echo.address() as AddressInfo).port;

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** How long it takes until as many bytes have come back as were sent. */
async function roundTrip(socket: Socket, bytes: Buffer): Promise<number> {
  const begun = performance.now();
  socket.write(bytes);
  for (let received = 0; received < bytes.length;) received += ((await once(socket, 'data')) as [Buffer])[0].length;
  return performance.now() - begun;
}

test('an answer takes a round trip longer, and the first one also the handshake', async () => {
  await using far = await startDelayProxy(upstream(), 80);
  const begun = performance.now();
  const delayed = await dial(far.port);
  await roundTrip(delayed, Buffer.from('x'));
  expect(performance.now() - begun).toBeGreaterThan(2 * 75);
  const times: number[] = [];
  for (let round = 0; round < 8; round += 1) times.push(await roundTrip(delayed, Buffer.from('x')));
  // None can be shorter. The shortest one stands for all: a machine that does other things only makes them longer.
  expect(Math.min(...times)).toBeGreaterThan(75);
  expect(Math.min(...times)).toBeLessThan(3 * 80);
});

test('what is sent one after the other is on the way at the same time, and stays in order', async () => {
  await using far = await startDelayProxy(upstream(), 100);
  const socket = await dial(far.port);
  await roundTrip(socket, Buffer.from('x'));
  const received: Buffer[] = [];
  const begun = performance.now();
  const all = Buffer.from(Array.from({ length: 40 }, (_, at) => at));
  const back = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      if (Buffer.concat(received).length === all.length) resolve();
    });
  });
  for (const byte of all) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await back;
  expect(Buffer.concat(received)).toEqual(all);
  // 40 round trips one after the other would be 4 s.
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test('bytes are delayed and not throttled', async () => {
  await using far = await startDelayProxy(upstream(), 50);
  const socket = await dial(far.port);
  await roundTrip(socket, Buffer.from('x'));
  // In chunks of 64 KiB, one a round trip, it would be 6 s.
  expect(await roundTrip(socket, Buffer.alloc(8 * 2 ** 20))).toBeLessThan(3_000);
});

test('the end of the one side reaches the other, after all that was said before', async () => {
  await using far = await startDelayProxy(upstream(), 40);
  const socket = await dial(far.port);
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  socket.end('last words');
  await once(socket, 'end');
  expect(Buffer.concat(received).toString()).toBe('last words');
});

test('a connection that is cut is cut on the other side', async () => {
  await using far = await startDelayProxy(upstream(), 10);
  const socket = await dial(far.port);
  await roundTrip(socket, Buffer.from('x'));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  for (const one of sockets) one.resetAndDestroy();
  await closed;
});
