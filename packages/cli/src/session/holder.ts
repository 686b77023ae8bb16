import type { ApiServer, LeaseContent } from '@tsmove/move-core';
import type { MoveLibrary } from '../library.ts';
import { holderWords } from '../view/lease-words.ts';

const patienceMs = 5_000;

/** Who has the move now, in words, as the Leases tell; undefined if they cannot be read soon. */
export async function holderOf(
  library: MoveLibrary,
  servers: readonly ApiServer[],
  moveId: string,
): Promise<string | undefined> {
  const found = await Promise.all(servers.map((server) => leaseOn(library, server, moveId)));
  const [latest] = found.flat().toSorted((a, b) => b.epoch - a.epoch);
  return latest === undefined ? undefined : holderWords(latest);
}

async function leaseOn(library: MoveLibrary, server: ApiServer, moveId: string): Promise<readonly LeaseContent[]> {
  try {
    const leases = await library.readLeases(server, {
      signal: AbortSignal.timeout(patienceMs),
      retryBudgetMs: patienceMs,
    });
    return leases.map(({ content }) => content).filter((content) => content.moveId === moveId);
  } catch {
    return []; // It was only to say who it is.
  }
}
