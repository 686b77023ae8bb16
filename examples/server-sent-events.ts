/**
 * The backend of a portal: starts a move and streams its events to browsers as server-sent events.
 *
 *   node dist/server-sent-events.js SOURCE-KUBECONFIG TARGET-KUBECONFIG JOURNAL-DIRECTORY [PORT]
 *
 *   POST   /moves {"namespace":"fleet"}   201 and where it is; 409 while another one is under way
 *   GET    /moves/ID                      how far it is
 *   GET    /moves/ID/events               the stream; a browser that was cut off goes on where it was (Last-Event-ID)
 *   DELETE /moves/ID                      asks it to stop, which undoes it; 409 once it is committed, and goes on to its end
 *
 * It listens on the loopback interface: who may move what is up to the portal in front of it. When it starts, it goes
 * on with moves that an earlier process has left. When it is asked to end, it stops a move that is not committed, and
 * waits for the end of one that is.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createFileJournalStore } from '@tsmove/move-core';
import { conductMoves, explained, type MovesOptions, type Told } from './portal-moves.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Portal {
  readonly server: Server;
  /** Resolves when the move has come to a safe end, and every stream to its last event. */
  close(): Promise<void>;
}

export function createPortal(options: MovesOptions): Portal {
  const moves = conductMoves(options);

  async function begin(request: IncomingMessage): Promise<Answer> {
    // A form of some other web page cannot send this type.
    if (request.headers['content-type'] !== 'application/json') return refusal(415, 'send application/json');
    const namespace = namespaceIn(await bodyOf(request));
    if (namespace === undefined) return refusal(400, 'name the namespace: {"namespace":"fleet"}');
    try {
      const told = await moves.begin(namespace);
      if (told === undefined) return refusal(409, 'another move is under way');
      return { status: 201, body: { moveId: told.moveId, events: `/moves/${told.moveId}/events` } };
    } catch (error) {
      return { status: 422, body: explained(error) };
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    const [, moveId, events] = /^\/moves(?:\/([\w-]+)(\/events)?)?$/.exec(request.url ?? '') ?? [];
    if (request.method === 'POST' && request.url === '/moves') return begin(request);
    const told = moves.find(moveId ?? '');
    if (told === undefined) return refusal(404, 'there is no such move');
    if (request.method === 'GET' && events !== undefined) return stream(told, request, response);
    if (request.method === 'GET') return { status: 200, body: standing(told) };
    if (request.method !== 'DELETE') return refusal(405, 'GET or DELETE');
    if (!moves.stop(told)) return refusal(409, 'it is committed, and goes on to its end');
    return { status: 202, body: standing(told) };
  }

  const server = createServer((request, response) => {
    void answer(request, response)
      .catch((error: unknown): Answer => ({ status: 500, body: explained(error) }))
      .then((given) => {
        if (given === undefined || response.headersSent) return response.end();
        response.writeHead(given.status, { 'content-type': 'application/json' });
        return response.end(`${JSON.stringify(given.body)}\n`);
      });
  });

  return {
    server,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await moves.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

/** Sends what the reader has not seen yet and then whatever comes, as fast as it reads, up to the end of the move. */
async function stream(told: Told, request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
  const [session, seen] = String(request.headers['last-event-id'] ?? '').split('.');
  let next = session === told.session ? Number(seen) : 0;
  // A browser connects again after every end, unless it is told that there is nothing more.
  if (told.ended && next >= told.events.length) return { status: 204, body: undefined };
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  // Proxies cut connections on which nothing is said.
  const heartbeat = setInterval(() => response.write(':\n\n'), 15_000);
  try {
    for (;;) {
      for (const { type, data } of told.events.slice(next)) {
        next += 1;
        const isTaken = response.write(`id: ${told.session}.${next}\nevent: ${type}\ndata: ${data}\n\n`);
        if (!isTaken) await once(response, 'drain', { signal: gone.signal });
      }
      if (next < told.events.length) continue;
      if (told.ended) return undefined;
      await once(told.changes, 'change', { signal: gone.signal });
    }
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    return undefined;
  } finally {
    clearInterval(heartbeat);
  }
}

function standing({ moveId, events, stop, ended }: Told): unknown {
  return { moveId, state: ended ? 'ended' : stop.signal.aborted ? 'stopping' : 'under way', events: events.length };
}

function refusal(status: number, message: string): Answer {
  return { status, body: { message } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > 10_000) return '';
  }
  return text;
}

function namespaceIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const namespace = typeof body === 'object' && body !== null && 'namespace' in body ? body.namespace : undefined;
    return typeof namespace === 'string' && /^[a-z0-9-]{1,63}$/.test(namespace) ? namespace : undefined;
  } catch {
    return undefined;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [source, target, directory, port = '8080'] = process.argv.slice(2);
  if (source === undefined || target === undefined || directory === undefined) {
    console.error('usage: server-sent-events SOURCE-KUBECONFIG TARGET-KUBECONFIG JOURNAL-DIRECTORY [PORT]');
    process.exit(2);
  }
  const portal = createPortal({ source, target, journal: createFileJournalStore({ directory }) });
  portal.server.listen(Number(port), '127.0.0.1', () => {
    console.log(`listening on ${JSON.stringify(portal.server.address())}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void portal.close());
}
