import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { KubeObject } from '../../support/api/api.ts';
import { passes, patience } from '../../support/seed/patient-api.ts';
import type { Endpoint } from './task.ts';

/** Wire knows how to send one request, again if the server is too busy to answer it, and to fail if it is refused. */
export interface Wire {
  /** One page of a list, whole objects. */
  get(path: string): Promise<KubePage>;
  /** A write; the answer is the object's metadata alone, which is all that the next write needs. */
  write(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<KubeObject>;
  close(): Promise<void>;
}

export interface KubePage {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly KubeObject[] | null;
}

/** The server has less to write and we less to read: a bound is about what cannot be left out. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

/** The same client as the engine's, with as many connections as there are to be requests in flight. */
export function openWire({ url, ca, token }: Endpoint, connections: number): Wire {
  const pool = new Pool(url, { connections, pipelining: 1, allowH2: false, connect: { ca } });
  const common = { authorization: `Bearer ${token}`, 'user-agent': 'raw-bound' };

  async function ask(method: string, path: string, accept: string, body?: unknown): Promise<Answer> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    try {
      const answer = await pool.request({
        method: method,
        path,
        headers: { ...common, accept, ...(body === undefined ? {} : { 'content-type': type }) },
        body: body === undefined ? null : JSON.stringify(body),
        // undici gives up the connection after a DELETE otherwise.
        reset: false,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      return { status: answer.statusCode, message: await answer.body.text() };
    } catch (error) {
      // Seen of servers that have far too much to do.
      if (!isCutOff(error)) throw error;
      return { status: 503, message: error.message };
    }
  }

  async function send<T>(method: string, path: string, accept: string, body?: unknown): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await ask(method, path, accept, body);
      if (isDone(method, path, answer)) return JSON.parse(answer.message) as T;
      // What had no answer may have been done all the same.
      if (attempt > 1 && answer.status === alreadyDone[method]) return JSON.parse(answer.message) as T;
      if (attempt > 1 && method === 'POST' && answer.status === 409) return send('GET', named(path, body), accept);
      if (attempt === patience.attempts || !passes(answer))
        throw new Error(`${method} ${path}: ${answer.status} ${answer.message.slice(0, 500)}`);
      await pause(patience.pauseMs(attempt));
    }
  }

  return {
    get: (path) => send('GET', path, 'application/json'),
    write: (method, path, body) => send(method, path, metadataOnly, body),
    close: () => pool.close(),
  };
}

interface Answer {
  readonly status: number;
  readonly message: string;
}

/** What a server says of a request that it has done before: it is gone, or has a later version. */
const alreadyDone: Readonly<Record<string, number>> = { DELETE: 404, PUT: 409 };

function isCutOff(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(String(error.code))
  );
}

/** The namespace may be there from an earlier move. */
function isDone(method: string, path: string, { status }: Answer): boolean {
  return status < 300 || (method === 'POST' && status === 409 && path.endsWith('/namespaces'));
}

/** Where the object is that was posted to a collection. */
function named(collection: string, body: unknown): string {
  const [path = ''] = collection.split('?');
  return `${path}/${(body as KubeObject).metadata.name}`;
}
