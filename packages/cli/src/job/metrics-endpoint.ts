import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ListenAddress } from '../flags/listen-address.ts';
import { metricsType } from './metrics.ts';

/** A small HTTP server that says one text: `GET /metrics`, and `GET /healthz` for probes. */
export interface MetricsEndpoint {
  /** The port that it listens on: the system's choice where 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/** Raises the errors of `node:net` if it cannot listen there. */
export async function openMetricsEndpoint({ host, port }: ListenAddress, text: () => string): Promise<MetricsEndpoint> {
  const server = createServer((request, response) => {
    request.resume();
    const path = (request.url ?? '').replace(/\?.*$/s, '');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (path === '/metrics') {
      response.writeHead(200, { 'content-type': metricsType, 'cache-control': 'no-store' }).end(text());
    } else if (path === '/healthz') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
    } else {
      response.writeHead(404).end();
    }
  });
  // Whoever keeps a connection open must not keep the process, nor many of them its memory.
  server.maxConnections = 32;
  server.requestTimeout = 10_000;
  server.keepAliveTimeout = 1_000;
  server.unref();
  server.listen({ port, ...(host === undefined ? {} : { host }) });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
