import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { createApiServer } from '../api-server.ts';
import type { ApiServer } from '../types.ts';
import type { ExecRequest } from './types.ts';

interface Kubelet {
  readonly asked: IncomingMessage[];
  readonly server: ApiServer;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of open.splice(0)) await end();
});

/** An API server that answers as Kubernetes does: plain requests by `plain`, upgrades by `speak`. */
async function kubelet(
  speak: (socket: WebSocket) => void,
  plain: { readonly status: number; readonly message: string } = { status: 400, message: 'Upgrade request required' },
  protocols: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
): Promise<Kubelet> {
  const asked: IncomingMessage[] = [];
  const http: Server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(plain.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind: 'Status', status: 'Failure', code: plain.status, message: plain.message }));
  });
  const sockets = new WebSocketServer({
    server: http,
    handleProtocols: (offered) => [...offered].find((one) => protocols.includes(one)) ?? false,
  });
  sockets.on('connection', (socket, request) => {
    asked.push(request);
    speak(socket);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server = createApiServer({
    label: 'source',
    endpoint: { url: `http://127.0.0.1:${port}/gateway` },
    credentials: { headers: { authorization: 'Bearer secret' } },
    retryBudgetMs: 0,
  });
  open.push(async () => {
    await server.close();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    await new Promise((resolve) => http.close(resolve));
  });
  return { asked, server };
}

const request: ExecRequest = {
  namespace: 'metal3',
  pod: 'ironic-0',
  container: 'dnsmasq',
  command: ['cat', '/data/a file'],
};

const on = (channel: number, text: string): Buffer => Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);
const success = on(3, JSON.stringify({ status: 'Success' }));
const exitedWith = (code: string): Buffer =>
  on(
    3,
    JSON.stringify({
      status: 'Failure',
      message: `exit ${code}`,
      details: { causes: [{ reason: 'ExitCode', message: code }] },
    }),
  );

function saying(...messages: readonly Buffer[]): (socket: WebSocket) => void {
  return (socket) => {
    for (const message of messages) socket.send(message);
    socket.close();
  };
}

describe('a command in a pod', () => {
  test('gives its output, whatever pieces it comes in', async () => {
    const { server, asked } = await kubelet(saying(on(1, 'one '), on(2, 'mumble'), on(1, 'two'), success));
    expect(await server.exec(request)).toEqual({ stdout: 'one two', stderr: 'mumble', exitCode: 0 });
    const upgrade = asked.at(-1);
    const url = new URL(upgrade?.url ?? '', 'http://x');
    expect(url.pathname).toBe('/gateway/api/v1/namespaces/metal3/pods/ironic-0/exec');
    expect(url.searchParams.getAll('command')).toEqual(['cat', '/data/a file']);
    expect(url.searchParams.get('container')).toBe('dnsmasq');
    expect(upgrade?.headers.authorization).toBe('Bearer secret');
    expect(upgrade?.headers['sec-websocket-protocol']).toContain('v5.channel.k8s.io');
  });

  test('may be answered by an older server', async () => {
    const { server } = await kubelet(saying(on(1, 'old'), success), undefined, ['v4.channel.k8s.io']);
    expect((await server.exec(request)).stdout).toBe('old');
  });

  test('that fails is a result, with its code and its words', async () => {
    const { server } = await kubelet(saying(on(2, 'cat: no such file'), exitedWith('1')));
    expect(await server.exec(request)).toEqual({ stdout: '', stderr: 'cat: no such file', exitCode: 1 });
  });

  test.each<[what: string, messages: readonly Buffer[], message: string]>([
    [
      'does not run',
      [on(3, JSON.stringify({ status: 'Failure', message: 'no such program' }))],
      'did not run: no such program',
    ],
    ['ends without a word', [on(1, 'half')], 'was cut off before it had ended'],
    [
      'ends with something else',
      [on(3, 'not json')],
      'did not run: the API server ended the command with words that are no Status',
    ],
    ['never stops writing', [on(1, 'x'.repeat(2_000)), success], 'wrote more than 1000 bytes'],
  ])('that %s is an error', async (_what, messages, message) => {
    const { server } = await kubelet(saying(...messages));
    await expect(server.exec({ ...request, limitBytes: 1_000 })).rejects.toThrow(
      `source: the command in pod metal3/ironic-0 ${message}`,
    );
  });

  test('is sent with every header of the credentials, and refused in the words of the server that does not upgrade', async () => {
    const seen: string[] = [];
    const http = createServer((_asked, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', message: 'Upgrade request required' }));
    });
    http.on('upgrade', ({ rawHeaders }, socket) => {
      seen.push(
        ...rawHeaders.filter((_value, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'impersonate-group'),
      );
      const body = JSON.stringify({ kind: 'Status', message: 'cannot create resource "pods/exec"' });
      socket.end(`HTTP/1.1 403 Forbidden\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    await using server = createApiServer({
      label: 'source',
      endpoint: { url: `http://127.0.0.1:${port}` },
      credentials: { headers: { 'impersonate-group': ['a', 'b'] } },
      retryBudgetMs: 0,
    });
    open.push(() => new Promise((resolve) => http.close(() => resolve())));
    await expect(server.exec(request)).rejects.toMatchObject({
      status: 403,
      words: 'cannot create resource "pods/exec"',
    });
    expect(seen).toEqual(['a', 'b']);
  });

  test('that hangs is given up', async () => {
    const { server } = await kubelet(() => undefined);
    await expect(server.exec({ ...request, timeoutMs: 100 })).rejects.toThrow('did not end within 0 s');
    const stop = new AbortController();
    const hanging = server.exec({ ...request, signal: stop.signal });
    setTimeout(() => {
      stop.abort(new Error('enough'));
    }, 100);
    await expect(hanging).rejects.toThrow('enough');
  });

  test.each([
    [404, 'pods "ironic-0" not found'],
    [403, 'pods "ironic-0" is forbidden'],
    [400, 'container dnsmasq is not valid for pod ironic-0'],
  ])('that may not run is refused in the words of the API server (%d)', async (status, message) => {
    const { server } = await kubelet(saying(success), { status, message });
    await expect(server.exec(request)).rejects.toMatchObject({ status, words: message });
  });
});
