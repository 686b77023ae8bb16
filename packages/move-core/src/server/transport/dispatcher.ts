import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Credentials, Endpoint } from './endpoint.ts';

export interface DispatcherOptions {
  readonly connections: number;
  readonly connectTimeoutMs: number;
}

// Shorter than the 90 s after which a kube-apiserver drops an idle connection, longer than the pauses of a polling loop.
const keepAliveMs = 45_000;

/**
 * Opens a pool of connections that are kept alive. HTTP/1.1 only: one HTTP/2 connection was measured at half the rate.
 * The system's trust settings are out of the game: verification is on unless the endpoint says otherwise, whatever
 * NODE_TLS_REJECT_UNAUTHORIZED holds.
 */
export function openDispatcher(endpoint: Endpoint, credentials: Credentials, options: DispatcherOptions): Dispatcher {
  const pool = {
    connections: options.connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
  };
  const tls = {
    timeout: options.connectTimeoutMs,
    rejectUnauthorized: endpoint.insecureSkipTlsVerify !== true,
    ...(endpoint.ca === undefined ? {} : { ca: endpoint.ca }),
    ...(endpoint.tlsServerName === undefined ? {} : { servername: endpoint.tlsServerName }),
    ...(credentials.cert === undefined ? {} : { cert: credentials.cert }),
    ...(credentials.key === undefined ? {} : { key: credentials.key }),
  };
  if (endpoint.proxyUrl === undefined) return new Pool(new URL(endpoint.url).origin, { ...pool, connect: tls });
  return new ProxyAgent({
    ...pool,
    uri: endpoint.proxyUrl,
    requestTls: tls,
    proxyTls: { timeout: options.connectTimeoutMs, rejectUnauthorized: true },
  });
}
