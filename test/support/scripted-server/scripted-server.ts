import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Authority, createAuthority } from '../certificates/authority.ts';

/** A request as the scripted server received it. */
export interface Call {
  /** 1 for the first. */
  readonly number: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Common name of the client's certificate, if it showed one. */
  readonly client: string | undefined;
  /** The raw bytes, as text. */
  readonly body: string;
}

export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string | string[]>>;
      /** Written as JSON. */
      readonly json?: unknown;
      /** Written as it is. */
      readonly text?: string | Buffer;
    }
  /** The connection is cut: before an answer, or within its body. */
  | { readonly cut: 'before' | 'within' }
  /** No answer at all. */
  | { readonly hang: true };

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly ca: string;
  readonly calls: readonly Call[];
  /** Connections accepted so far. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

export interface ScriptedServerOptions {
  readonly authority?: Authority;
  /** Names and addresses in the certificate. Default: 127.0.0.1 and localhost. */
  readonly hosts?: readonly string[];
  /** Plain HTTP. */
  readonly plain?: boolean;
  /** Where to listen. Default: a free port. */
  readonly port?: number;
}

/**
 * Starts an HTTPS server on the loopback interface that answers each request as the script says: what a real API server
 * does too seldom, or never when a test wants it. Where a real one can be used, use a real one.
 */
export async function startScriptedServer(
  script: (call: Call) => Reply | Promise<Reply>,
  options: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const authority = options.authority ?? createAuthority('scripted-server');
  const { certificate, key } = authority.issue({
    commonName: 'server',
    hosts: options.hosts ?? ['127.0.0.1', 'localhost'],
  });
  const calls: Call[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://server');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', headers } = request;
    const body = Buffer.concat(chunks).toString('utf8');
    const call = {
      number: calls.length + 1,
      method,
      path: pathname,
      query: searchParams,
      headers,
      client: clientOf(request),
      body,
    };
    calls.push(call);
    write(response, await script(call));
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  };
  const server: Server =
    options.plain === true
      ? createPlainServer(onRequest)
      : createServer(
          { cert: certificate, key, ca: authority.certificate, requestCert: true, rejectUnauthorized: false },
          onRequest,
        );
  server.keepAliveTimeout = 60_000;
  server.on(options.plain === true ? 'connection' : 'secureConnection', () => (connections += 1));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  async function stop(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    url: `${options.plain === true ? 'http' : 'https'}://127.0.0.1:${port.toString()}`,
    port,
    ca: authority.certificate,
    calls,
    connections: () => connections,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** An error answer as an API server words it. */
export function status(
  code: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status: code,
    headers,
    json: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
  };
}

function clientOf({ socket }: IncomingMessage): string | undefined {
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.subject.match(/CN=(.*)/)?.[1] : undefined;
}

function write(response: ServerResponse, reply: Reply): void {
  if ('hang' in reply) return;
  if ('cut' in reply) {
    if (reply.cut === 'before') {
      response.socket?.destroy();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"kind":"Sec', () => response.socket?.destroy());
    return;
  }
  const body = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(body);
}
