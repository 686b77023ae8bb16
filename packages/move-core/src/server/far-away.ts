import { serverVersion } from './server-version.ts';
import type { ApiServer, CallOptions } from './types.ts';

const probes = 5;

/**
 * Whether every round trip to a server takes `fromMs` or more: of a few only the quickest counts, so that a server that
 * is near and busy does not pass for one far away. `now` is a monotonic clock in ms. Raises ApiError or TransportError.
 */
export async function isFarAway(
  server: Pick<ApiServer, 'request' | 'label'>,
  fromMs: number,
  options: CallOptions = {},
  now: () => number = () => performance.now(),
): Promise<boolean> {
  for (let probe = 0; probe < probes; probe += 1) {
    const sent = now();
    await serverVersion(server, options);
    if (now() - sent < fromMs) return false;
  }
  return true;
}
