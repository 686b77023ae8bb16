import { once } from 'node:events';
import { Agent, createServer, request as send } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { writeKubeconfig, type KubeconfigVariation } from '../control-plane/kubeconfig.ts';

/** A request on its way to the API server. */
export interface Passing {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly authorization: string | undefined;
}

/** What happens to a request; nothing of it: it passes as it is. */
export interface Trouble {
  /** Before anything else, in ms. */
  readonly delayMs?: number;
  /** Answers with this status; the API server sees the request only if `reached` says so. */
  readonly status?: number;
  readonly retryAfter?: string;
  /**
   * Cuts the connection: instead of an answer, or in the middle of it (`within`). `short` is no cut: the answer ends as
   * it should, but half of its body is missing.
   */
  readonly answer?: 'none' | 'within' | 'short';
  /** Whether the API server sees a request that `status` or `answer: 'none'` are for. Default false. */
  readonly reached?: boolean;
  /** The token that the API server sees instead of the caller's. */
  readonly token?: string;
}

export interface FaultyProxy extends AsyncDisposable {
  readonly url: string;
  /** The control plane as somebody sees it who comes this way. */
  readonly plane: ControlPlane;
  /** How many requests came, how many were troubled. */
  readonly counts: { readonly passed: number; readonly troubled: number };
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Headers about one connection, which are none of the next one's business. */
const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host'];

/**
 * Starts a reverse proxy in front of a real API server that troubles the requests it is told to. It knows no watches:
 * an answer is passed on when it is complete.
 */
export async function startFaultyProxy(
  plane: ControlPlane,
  trouble: (passing: Passing) => Trouble | undefined | Promise<Trouble | undefined>,
  options: { readonly user?: KubeconfigVariation['user'] } = {},
): Promise<FaultyProxy> {
  const { certificate, key } = plane.authority.issue({ commonName: 'proxy', hosts: ['127.0.0.1'] });
  const agent = new Agent({ keepAlive: true, ca: plane.ca });
  const sockets = new Set<Socket>();
  const counts = { passed: 0, troubled: 0 };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { method = 'GET', url = '/', headers } = request;
    const [path = ''] = url.split('?');
    const fault = await trouble({ method, path, authorization: headers.authorization });
    counts.passed += 1;
    if (fault !== undefined) counts.troubled += 1;
    const { delayMs = 0, status, answer, retryAfter, reached = false, token } = fault ?? {};
    if (delayMs > 0) await sleep(delayMs);
    const forward = (): Promise<Answer> =>
      ask(new URL(url, plane.url), agent, method, headersFor(headers, token), body);
    if (status !== undefined || answer === 'none') {
      if (reached) await forward();
      if (status === undefined) response.socket?.destroy();
      else refuse(response, status, retryAfter);
      return;
    }
    const real = await forward();
    if (answer === undefined) {
      response.writeHead(real.status, { ...real.headers, 'content-length': real.body.length }).end(real.body);
      return;
    }
    const half = real.body.subarray(0, Math.floor(real.body.length / 2));
    const length = answer === 'short' ? half.length : real.body.length;
    response.writeHead(real.status, { ...real.headers, 'content-length': length });
    if (answer === 'short') response.end(half);
    else response.write(half, () => response.socket?.destroy());
  }

  const server = createServer({ cert: certificate, key }, (request, response) => {
    pass(request, response).catch(() => response.socket?.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kubeconfig = await writeKubeconfig(plane, {
    url,
    ...(options.user === undefined ? {} : { user: options.user }),
  });

  async function stop(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    agent.destroy();
    await closed;
  }

  return {
    url,
    plane: Object.create(plane, { kubeconfig: { value: kubeconfig, enumerable: true } }) as ControlPlane,
    counts,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function ask(
  url: URL,
  agent: Agent,
  method: string,
  headers: OutgoingHttpHeaders,
  body: Buffer,
): Promise<Answer> {
  const request = send(url, { agent, method, headers: { ...headers, 'content-length': body.length } });
  request.end(body);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: headersFor(answer.headers), body: await bodyOf(answer) };
}

function headersFor(headers: IncomingHttpHeaders, token?: string): OutgoingHttpHeaders {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));
  return token === undefined ? kept : { ...kept, authorization: `Bearer ${token}` };
}

/** An error as the API server words it. */
function refuse(response: ServerResponse, code: number, retryAfter: string | undefined): void {
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'made up', reason: 'MadeUp', code };
  response
    .writeHead(code, {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    })
    .end(JSON.stringify(status));
}
