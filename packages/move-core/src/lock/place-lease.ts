import { AbortedError, ApiError, LockedError } from '../errors.ts';
import { defaults } from '../defaults.ts';
import type { Clock } from '../server/retry/clock.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import type { LeaseRecord } from './lease-record.ts';
import { createSystemNamespace, isTerminating } from './system-namespace.ts';
import { createLease, type LeaseWrite } from './write-lease.ts';

/** How long the namespace of the Leases may take to come or go, in ms. A deleted one is emptied after some seconds. */
const namespaceBudgetMs = 180_000;
const longestPauseMs = 500;

export interface Placing extends Omit<CallOptions, 'signal'> {
  readonly clock: Clock;
  /**
   * Stops waiting for a namespace. A create that is under way is not cut short: it might come through when nobody looks
   * any more, and the Lease that it leaves would lock everybody out.
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Creates a Lease, and the namespace it belongs in where that is missing. Nobody asks beforehand whether it is there:
 * the create tells. A namespace that is being deleted, before or right after, is waited for and created anew.
 *
 * `changed` with what is there if another Lease is. Raises ApiError or TransportError, LockedError
 * `namespace-terminating` if the namespace does not go, AbortedError.
 */
export async function placeLease(server: ApiServer, record: LeaseRecord, placing: Placing): Promise<LeaseWrite> {
  const { clock, signal, ...call } = placing;
  const deadline = clock.now() + namespaceBudgetMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const placed = await tryToPlace(server, record, call);
    if (typeof placed === 'object') return placed;
    if (placed === 'now') continue;
    if (clock.now() > deadline) {
      throw new LockedError(`${server.label}: the namespace ${defaults.systemNamespace} is being deleted, and stays`, {
        code: 'namespace-terminating',
        hint: 'Look at the status of the namespace for what holds it.',
      });
    }
    await pause(pauseMs, clock, signal);
  }
}

/** `now`, `later`: when to try again, because the namespace was in the way. */
async function tryToPlace(
  server: ApiServer,
  record: LeaseRecord,
  call: CallOptions,
): Promise<LeaseWrite | 'now' | 'later'> {
  try {
    const placed = await createLease(server, record, call);
    // Somebody else's Lease that has just gone is no reason to refuse.
    if (placed.type === 'changed') return placed.found === undefined ? 'later' : placed;
    return (await isTerminating(server)) ? 'later' : placed;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 403 && error.words.includes('because it is being terminated')) return 'later';
    if (error.status !== 404) throw error;
    return (await createSystemNamespace(server, record.moveId, call)) ? 'now' : 'later';
  }
}

async function pause(pauseMs: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  try {
    await clock.sleep(pauseMs, signal ?? new AbortController().signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new AbortedError('stopped while waiting for a namespace', { cause: error });
  }
}
