import { setTimeout as sleep } from 'node:timers/promises';
import { defaults } from '../../defaults.ts';
import { namespaces } from '../../discover/core-types.ts';
import { ApiError } from '../../errors.ts';
import type { ApiServer, WriteOptions } from '../../server/types.ts';
import { unwritable } from '../failures.ts';

/** Emptying a namespace takes the server some seconds. */
const patience = { totalMs: 30_000, pollMs: 250 } as const;

/** Sees to it that our namespace is there; waits for one that is being deleted. Raises JournalError, ApiError. */
export async function ensureSystemNamespace(server: ApiServer, options: WriteOptions): Promise<void> {
  const name = defaults.systemNamespace;
  const until = performance.now() + patience.totalMs;
  for (;;) {
    const found = await server.get(namespaces, { name });
    if (found === undefined) {
      if (await create(server, options)) return;
    } else if (found.metadata.deletionTimestamp === undefined) {
      return;
    } else if (performance.now() > until) {
      throw unwritable(`the namespace ${name} of ${server.label} is being deleted, and that does not come to an end`, {
        hint: `Find out what keeps the namespace ${name}, then try again.`,
      });
    }
    await sleep(patience.pollMs);
  }
}

/** False if somebody else has made it in between: then it is to be looked at. */
async function create(server: ApiServer, options: WriteOptions): Promise<boolean> {
  const labels = { 'app.kubernetes.io/managed-by': 'tsmove' };
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: defaults.systemNamespace, labels } };
  try {
    await server.create(namespaces, object, options);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return false;
    throw error;
  }
}
