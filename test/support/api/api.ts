import type { Readable } from 'node:stream';
import { Pool } from 'undici';

/**
 * The test bed's own way to an API server. It is deliberately not the product's: a test bed that spoke through the client
 * under test would be wrong in the same places.
 */
export interface Api {
  readonly url: string;
  /** Any answer, also a refusal. */
  request(method: Method, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The body of a successful answer; anything else is an {@link ApiFailure}. */
  call<T = KubeObject>(
    method: Method,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T>;
  /** The body of a long answer, for watches. Ends with the signal. */
  stream(path: string, signal: AbortSignal): Promise<Readable>;
  close(): Promise<void>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** Any Kubernetes object, as tests handle it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string | null;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly unknown[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface KubeList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly KubeObject[];
}

/** A refusal by the API server. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(method: string, path: string, answer: Answer) {
    const { message } = (answer.body ?? {}) as { message?: string };
    super(`${method} ${path}: ${answer.status} ${message ?? ''}`);
    this.name = 'ApiFailure';
    this.status = answer.status;
    this.body = answer.body;
  }
}

export interface ApiOptions {
  readonly url: string;
  readonly ca: string;
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Sent as User-Agent; it becomes the field manager of writes that name none. */
  readonly agent?: string;
  readonly connections?: number;
}

export function connectApi(options: ApiOptions): Api {
  const connect = { ca: options.ca, cert: options.certificate, key: options.key };
  const calls = new Pool(options.url, { connections: options.connections ?? 16, connect, pipelining: 1 });
  // A watch occupies its connection: these must not stand in the way of calls, nor of each other.
  const streams = new Pool(options.url, { connect, pipelining: 1, bodyTimeout: 0 });
  const common = {
    accept: 'application/json',
    'user-agent': options.agent ?? 'test-bed',
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
  };

  async function request(
    method: Method,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answer = await calls.request({
      method,
      path,
      headers: { ...common, ...(body === undefined ? {} : { 'content-type': contentType(method) }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, body: parse(text) };
  }

  return {
    url: options.url,
    request,
    async call<T>(method: Method, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) {
      const answer = await request(method, path, body, headers);
      if (answer.status >= 300) throw new ApiFailure(method, path, answer);
      return answer.body as T;
    },
    async stream(path, signal) {
      const answer = await streams.request({ method: 'GET', path, headers: common, signal });
      if (answer.statusCode >= 300) {
        throw new ApiFailure('GET', path, {
          status: answer.statusCode,
          headers: answer.headers,
          body: parse(await answer.body.text()),
        });
      }
      return answer.body;
    },
    async close() {
      await Promise.all([calls.destroy(), streams.destroy()]);
    },
  };
}

/** The patch that tests mostly want; another type is a header away. */
function contentType(method: Method): string {
  return method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
