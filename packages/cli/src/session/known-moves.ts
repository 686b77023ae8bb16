import type { ApiServer, JournalStore, LeaseContent, MoveSummary, MoveZone } from '@tsmove/move-core';
import type { MoveLibrary } from '../library.ts';

/** What a Lease on one side says of a move. */
export interface SeenLease {
  readonly side: 'source' | 'target';
  readonly content: LeaseContent;
}

/** Everything that is known of one move: from its journal, from the Leases, or from both. */
export interface KnownMove {
  readonly moveId: string;
  readonly summary?: MoveSummary;
  /** Where the summary comes from. */
  readonly journal?: 'file' | 'cluster';
  /** Why a journal of it cannot be read. */
  readonly trouble?: unknown;
  readonly leases: readonly SeenLease[];
}

/** What a store has of every move. A journal that cannot be read is among them, as trouble. */
export async function readJournals(
  library: MoveLibrary,
  store: JournalStore,
  journal: 'file' | 'cluster',
): Promise<readonly KnownMove[]> {
  const moves: KnownMove[] = [];
  // One at a time: a journal holds a whole plan.
  for (const moveId of await store.list()) {
    try {
      const reading = await store.read(moveId);
      if (reading === undefined) continue; // It was removed just now.
      moves.push({ moveId, journal, summary: library.summarizeMove(reading), leases: [] });
    } catch (trouble) {
      moves.push({ moveId, journal, trouble, leases: [] });
    }
  }
  return moves;
}

/** What the Leases of one side tell. */
export async function readLeased(
  library: MoveLibrary,
  server: ApiServer,
  side: 'source' | 'target',
  signal: AbortSignal,
): Promise<readonly KnownMove[]> {
  const leases = await library.readLeases(server, { signal });
  return leases.map(({ content }) => ({ moveId: content.moveId, leases: [{ side, content }] }));
}

/** One entry for each move, oldest first. */
export function mergeMoves(found: readonly KnownMove[]): readonly KnownMove[] {
  const moves = new Map<string, KnownMove>();
  for (const move of found) {
    const before = moves.get(move.moveId);
    moves.set(move.moveId, before === undefined ? move : merge(before, move));
  }
  return [...moves.values()].toSorted((a, b) => (a.moveId < b.moveId ? -1 : 1));
}

function merge(one: KnownMove, other: KnownMove): KnownMove {
  const better = isNewer(other.summary, one.summary) ? other : one;
  const trouble = one.trouble ?? other.trouble;
  return {
    ...better,
    ...(trouble === undefined ? {} : { trouble }),
    leases: [...one.leases, ...other.leases],
  };
}

/** Copies of a journal can be of different age: what counts is whose turn it tells of, then how far it goes. */
function isNewer(one: MoveSummary | undefined, other: MoveSummary | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.epoch === other.epoch ? one.lastAt > other.lastAt : one.epoch > other.epoch;
}

/** How far a move is; undefined if nothing tells. The target's Lease is where a commit counts (contract 7.2). */
export function zoneOf({ summary, leases }: KnownMove): MoveZone | undefined {
  const known = summary?.zone;
  if (known !== undefined && known !== 'before-commit' && known !== 'committed') return known;
  const seen = leases.find(({ side }) => side === 'target') ?? leases[0];
  if (seen === undefined) return known;
  const { command, releasing, committed } = seen.content;
  if (command === 'rollback') return 'rolling-back';
  if (releasing) return 'releasing';
  return committed ? 'committed' : (known ?? 'before-commit');
}
