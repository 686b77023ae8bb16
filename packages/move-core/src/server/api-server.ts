import { defaults } from '../defaults.ts';
import { execInPod } from './exec/exec.ts';
import { createRequester } from './request.ts';
import { serverDefaults } from './defaults.ts';
import { type Clock, systemClock } from './retry/clock.ts';
import type { RetryEvent } from './retry/event.ts';
import { openConnection } from './transport/connection.ts';
import { type Credentials, type Endpoint, showUrl } from './transport/endpoint.ts';
import type { ApiServer, ApiWarning } from './types.ts';
import { listObjectMetadata, listObjects } from './verbs/list.ts';
import { getObject } from './verbs/read.ts';
import { createObject, deleteObject, patchObject, replaceObject } from './verbs/write.ts';
import { type HideApiWarnings, warningFilter } from './warnings/filter.ts';

/** How an ApiServer behaves, wherever its address and credentials come from. Defaults: `defaults`. */
export interface ApiServerBehaviour {
  /** Connections, and so requests in flight, at most. */
  readonly concurrency?: number;
  /** Time for one attempt, in ms. */
  readonly requestTimeoutMs?: number;
  /** How long to start further attempts of a request, counted from its first, in ms. */
  readonly retryBudgetMs?: number;
  readonly pageSize?: number;
  readonly userAgent?: string;
  /**
   * `gzip` asks the server to compress answers above 128 KB. Default `identity`: compression costs both sides CPU and
   * pays only where the line is slower than the processors.
   */
  readonly compression?: 'identity' | 'gzip';
  readonly hideApiWarnings?: HideApiWarnings;
  /** Each warning of the API server once, unless it is hidden. */
  readonly onWarning?: (warning: ApiWarning) => void;
  readonly onRetry?: (event: RetryEvent) => void;
}

export interface ApiServerOptions extends ApiServerBehaviour {
  /** How messages name the server. */
  readonly label: string;
  readonly endpoint: Endpoint;
  /** Absent: anonymous. */
  readonly credentials?: Credentials;
  /** Called when the server answers 401; absent: 401 is final. */
  readonly renewCredentials?: () => Promise<Credentials>;
  readonly contextNamespace?: string;
  /** For tests. */
  readonly clock?: Clock;
  /** For tests: a number from 0 to below 1. */
  readonly random?: () => number;
}

/** An ApiServer over a pool of connections, without a kubeconfig. Contacts nobody until the first request. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  const { label, endpoint } = options;
  const concurrency = options.concurrency ?? defaults.concurrency;
  const requestTimeoutMs = options.requestTimeoutMs ?? defaults.requestTimeoutMs;
  const closing = new AbortController();
  const connection = openConnection(endpoint, options.credentials ?? { headers: {} }, {
    connections: concurrency,
    connectTimeoutMs: Math.min(serverDefaults.connectTimeoutMs, requestTimeoutMs),
    ...(options.renewCredentials === undefined ? {} : { renewCredentials: options.renewCredentials }),
  });
  const send = createRequester({
    label,
    endpoint,
    connection,
    connections: concurrency,
    requestTimeoutMs,
    retryBudgetMs: options.retryBudgetMs ?? defaults.retryBudgetMs,
    schedule: { baseDelayMs: serverDefaults.retryBaseDelayMs, maxDelayMs: serverDefaults.retryMaxDelayMs },
    userAgent: options.userAgent ?? serverDefaults.userAgent,
    acceptEncoding: options.compression ?? 'identity',
    closing: closing.signal,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    onWarning: warningFilter(label, options.hideApiWarnings ?? 'default', options.onWarning ?? ignore),
    onRetry: options.onRetry ?? ignore,
  });
  const lists = {
    label,
    pageSize: options.pageSize ?? defaults.pageSize,
    listRestarts: serverDefaults.listRestarts,
  };

  async function close(): Promise<void> {
    closing.abort();
    await connection.close(serverDefaults.closeGraceMs);
  }

  return Object.freeze<ApiServer>({
    label,
    url: showUrl(endpoint.url),
    contextNamespace: options.contextNamespace,
    request: send,
    get: (type, key, call = {}) => getObject(send, label, type, key, call),
    list: (type, call = {}) => listObjects(send, lists, type, call),
    listMetadata: (type, call = {}) => listObjectMetadata(send, lists, type, call),
    create: (type, object, call = {}) => createObject(send, label, type, object, call),
    update: (type, object, call = {}) => replaceObject(send, label, type, object, call),
    updateStatus: (type, object, call = {}) => replaceObject(send, label, type, object, call, 'status'),
    mergePatch: (type, key, patch, call = {}) => patchObject(send, label, type, key, patch, call),
    delete: (type, key, preconditions, call = {}) => deleteObject(send, type, key, preconditions, call),
    exec: (request) => execInPod({ label, endpoint, connection, send, closing: closing.signal }, request),
    close,
    [Symbol.asyncDispose]: close,
  });
}

function ignore(): void {
  // Nobody listens.
}
