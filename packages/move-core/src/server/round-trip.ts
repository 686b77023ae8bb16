import { serverVersion } from './server-version.ts';
import type { ApiServer, CallOptions } from './types.ts';

const probes = 5;

/**
 * How far away an API server is, in ms: the shortest of a few round trips, so that it hardly counts how busy the server
 * is. `now` is a monotonic clock in ms. Raises ApiError or TransportError.
 */
export async function roundTripMs(
  server: Pick<ApiServer, 'request' | 'label'>,
  options: CallOptions = {},
  now: () => number = () => performance.now(),
): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let probe = 0; probe < probes; probe += 1) {
    const sent = now();
    await serverVersion(server, options);
    shortest = Math.min(shortest, now() - sent);
  }
  return shortest;
}
