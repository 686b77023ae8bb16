import { Pool } from 'undici';
import type { KubeObject } from '../../support/api/api.ts';
import type { Endpoint } from './task.ts';

/** Wire knows how to send one request and to fail if it is refused. */
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

  async function send<T>(method: string, path: string, accept: string, body?: unknown): Promise<T> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
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
    const text = await answer.body.text();
    if (answer.statusCode >= 300 && !(method === 'POST' && answer.statusCode === 409 && path.endsWith('/namespaces')))
      throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  }

  return {
    get: (path) => send('GET', path, 'application/json'),
    write: (method, path, body) => send(method, path, metadataOnly, body),
    close: () => pool.close(),
  };
}
