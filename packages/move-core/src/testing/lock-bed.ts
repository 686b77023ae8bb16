import { LockedError, TransportError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { type Clock, systemClock } from '../server/retry/clock.ts';
import type { ApiServer } from '../server/types.ts';
import { leases, namespaces } from '../discover/core-types.ts';
import { type MemoryServer, type MemoryServerOptions, createMemoryServer } from '../server/memory/memory-server.ts';
import { acquireLock, takeOverLock } from '../lock/acquire.ts';
import { leaseKey } from '../lock/lease-record.ts';
import { readLeases } from '../lock/read-leases.ts';
import type { LeaseContent, LockOptions, MoveLock, TakeoverOptions } from '../lock/types.ts';

export const by = { name: 'alice@laptop', host: 'laptop', pid: 4711, boot: 'b', tool: 'tsmove 0' };
export const key = leaseKey('move-fleet');
export const durationMs = 600;

export interface Bed {
  readonly source: MemoryServer;
  readonly target: MemoryServer;
  readonly options: LockOptions;
}

const taken: MoveLock[] = [];

/** What renews the Leases of locks that a test has taken comes to its end; for after each. */
export function letGoOfAll(): void {
  for (const lock of taken.splice(0)) lock.letGo();
}

/** Two servers in memory, and what it takes to lock a namespace of theirs. */
export function bed(more: MemoryServerOptions = {}, ofTarget: MemoryServerOptions = {}): Bed {
  const [source, target] = (['source', 'target'] as const).map((label) =>
    createMemoryServer({ label, namespaceLifecycle: true, ...more, ...(label === 'target' ? ofTarget : {}) }),
  ) as [MemoryServer, MemoryServer];
  const uids = { sourceUid: 'source-system', targetUid: 'target-system' };
  return {
    source,
    target,
    options: { source, target, moveId: 'm1', scope: { namespace: 'fleet' }, ...uids, by, command: 'move', durationMs },
  };
}

export async function acquire(options: LockOptions): Promise<MoveLock> {
  const lock = await acquireLock(options);
  taken.push(lock);
  return lock;
}

/** Bob takes over what somebody has locked, who is taken to be dead. */
export async function takeOver(options: LockOptions, more: Partial<TakeoverOptions> = {}): Promise<MoveLock> {
  const bob = { ...by, name: 'bob@desk', pid: 99 };
  const lock = await takeOverLock({
    ...{ ...options, by: bob, command: 'resume', holderIsDead: true, epochAtLeast: 0 },
    ...more,
  });
  taken.push(lock);
  return lock;
}

/** A clock that runs like the system's, but can be put forward, and whose pauses are short. */
export function movableClock(factor = 1): Clock & { skip(ms: number): void; wallOff: number } {
  let skipped = 0;
  return {
    wallOff: 0,
    skip(ms) {
      skipped += ms;
    },
    now: () => performance.now() * factor + skipped,
    date() {
      return Date.now() + this.wallOff;
    },
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  };
}

/** Every write is carried out, and its answer lost. */
export function losingAnswers(server: ApiServer): ApiServer {
  const lose = async <T>(write: Promise<T>): Promise<T> => {
    await write;
    throw new TransportError(`${server.label} gave no answer`, { outcomeUnknown: true });
  };
  return {
    ...server,
    create: (...call) => lose(server.create(...call)),
    update: (...call) => lose(server.update(...call)),
    delete: (...call) => lose(server.delete(...call)),
  };
}

export async function leaseOn(server: ApiServer): Promise<KubeObject | undefined> {
  return server.get(leases, key);
}

export async function contentOn(server: ApiServer): Promise<LeaseContent | undefined> {
  return (await readLeases(server))[0]?.content;
}

export async function systemNamespaceOn(server: ApiServer): Promise<KubeObject | undefined> {
  return server.get(namespaces, { name: 'tsmove-system' });
}

export async function refusal(promise: Promise<unknown>): Promise<LockedError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof LockedError) return error;
  throw new Error('it was not refused', { cause: error });
}
