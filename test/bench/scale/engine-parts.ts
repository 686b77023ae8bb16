import type * as Knee from '../../../packages/move-core/dist/server/pace/knee.js';
import type * as Memory from '../../../packages/move-core/dist/server/memory/memory-server.js';

/** Parts of the engine that are not public: the model server, and what decides how many requests are under way. */
async function part<T>(path: string): Promise<T> {
  return (await import(new URL(path, import.meta.resolve('@tsmove/move-core')).href)) as T;
}

export const { createMemoryServer } = await part<typeof Memory>('server/memory/memory-server.js');
export const { findKnee } = await part<typeof Knee>('server/pace/knee.js');
