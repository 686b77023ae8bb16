import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaults } from '../../defaults.ts';
import { namespaces } from '../../discover/core-types.ts';
import { ApiError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { marks } from '../../model/marks.ts';
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
    } else if (!isGoing(found)) {
      return;
    } else if (performance.now() > until) {
      throw unwritable(`the namespace ${name} of ${server.label} is being deleted, and that does not come to an end`, {
        hint: `Find out what keeps the namespace ${name}, then try again.`,
      });
    }
    await sleep(patience.pollMs);
  }
}

/**
 * Keeps a move that ends now from removing the namespace because it has looked inside before our first Secret was there:
 * it deletes the version that it saw before it looked, and this makes another one. False if it is being deleted already,
 * and all that is in it will go, too.
 */
export async function claimSystemNamespace(server: ApiServer, moveId: string, options: WriteOptions): Promise<boolean> {
  const key = { name: defaults.systemNamespace };
  // Never the same text twice: what changes nothing makes no version.
  const patch = { metadata: { annotations: { 'tsmove.dev/last-journal': `${moveId} ${randomUUID()}` } } };
  try {
    return !isGoing(await server.mergePatch(namespaces, key, patch, options));
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 403 && error.status !== 404)) throw error;
    // Whoever may not change namespaces has one that an administrator has made, and that nobody removes.
    const found = await server.get(namespaces, key);
    return found !== undefined && !isGoing(found);
  }
}

function isGoing({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** False if somebody else has made it in between: then it is to be looked at. */
async function create(server: ApiServer, options: WriteOptions): Promise<boolean> {
  const metadata = {
    name: defaults.systemNamespace,
    labels: { 'app.kubernetes.io/managed-by': 'tsmove' },
    annotations: { [marks.madeByUs]: 'for the Leases and journals of moves; removed when the last of them is over' },
  };
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata };
  try {
    await server.create(namespaces, object, options);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return false;
    throw error;
  }
}
