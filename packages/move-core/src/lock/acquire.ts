import type { LockOptions, MoveLock, TakeoverOptions } from './types.ts';

export async function acquireLock(_options: LockOptions): Promise<MoveLock> {
  await Promise.resolve();
  throw new Error('not yet');
}

export async function takeOverLock(_options: TakeoverOptions): Promise<MoveLock> {
  await Promise.resolve();
  throw new Error('not yet');
}
