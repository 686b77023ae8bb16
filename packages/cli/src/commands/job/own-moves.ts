import type { FoundLease, JournalStore, LeaseContent, MoveSummary } from '@tsmove/move-core';
import type { JobRunFlags } from '../../flags/job.ts';
import { hasJournalInClusters, hasNotBegun, isOfScope, isSameScope, type JobScope } from '../../job/open-moves.ts';
import { podHasEnded } from '../../job/pod-has-ended.ts';
import { clusterJournals } from '../../session/journal.ts';
import { readJournals } from '../../session/known-moves.ts';
import { paceOptions } from '../../session/pace.ts';
import type { Session } from '../../session/session.ts';
import { type By, type JobSides, movingClusters } from './job-session.ts';

/** What the clusters still know of the moves of one Job. */
export interface OwnMoves {
  readonly open: readonly MoveSummary[];
  /**
   * Over, but whoever has ended them died before it had taken away their journals or Leases. Of those without a journal
   * their Leases say whether it is so, to whoever takes them away.
   */
  readonly ended: readonly EndedMove[];
}

export interface EndedMove {
  readonly moveId: string;
  /** Undefined if its journal is gone. */
  readonly outcome: MoveSummary['outcome'];
  /** What it was about; empty if its journal is gone. */
  readonly clusters: readonly string[];
}

/** Raises what stands in the way of reading a journal that may be of this Job. */
export async function ownMoves(
  { library, interrupts }: Session<JobRunFlags>,
  { source, target }: JobSides,
  scope: JobScope,
): Promise<OwnMoves> {
  // The Leases first: a move that ends in between has no journal any more, and is not taken for one without.
  const leases = await readAllLeases([source, target], (side) =>
    library.readLeases(side, { signal: interrupts.signal }),
  );
  const store = clusterJournals(library, { source, target });
  const moves = await readJournals(library, store, 'cluster');
  const summaries = moves.flatMap(({ summary, trouble }) => {
    if (summary !== undefined) return [summary];
    if (hasNotBegun(trouble)) return [];
    // It may be this one: who begins another beside it would find its lock, and not know why.
    throw trouble;
  });
  const ended: EndedMove[] = [];
  for (const { moveId, zone, outcome, scope: ofMove } of summaries) {
    if (zone !== 'finished' || !isSameScope(ofMove, scope)) continue;
    ended.push({ moveId, outcome, clusters: await clustersOf(library, store, moveId) });
  }
  const known = new Set(summaries.map(({ moveId }) => moveId));
  const left = leases.filter(
    (content) => !known.has(content.moveId) && isSameScope(content.scope, scope) && hasJournalInClusters(content),
  );
  for (const moveId of new Set(left.map((content) => content.moveId))) {
    ended.push({ moveId, outcome: undefined, clusters: [] });
  }
  return { open: summaries.filter((summary) => isOfScope(summary, scope)), ended };
}

async function readAllLeases<Side>(
  sides: readonly Side[],
  read: (side: Side) => Promise<readonly FoundLease[]>,
): Promise<readonly LeaseContent[]> {
  return (await Promise.all(sides.map(read))).flat().map(({ content }) => content);
}

/** The Clusters of a move by its journal. */
export async function clustersOf(
  library: Pick<Session<unknown>['library'], 'replay'>,
  journal: JournalStore,
  moveId: string,
): Promise<readonly string[]> {
  const records = (await journal.read(moveId))?.records ?? [];
  return records.length === 0 ? [] : movingClusters(library.replay(records));
}

/**
 * Takes away what is left of moves that are over: the next move would find it, and nobody else would see to it. Raises
 * JournalError `journal-gone` for one that is not: its journal was deleted half way, and its Leases are what is left.
 */
export async function clearOwn(
  { library, flags, view, interrupts }: Session<JobRunFlags>,
  { source, target, own }: JobSides,
  { moves, by }: { readonly moves: readonly { readonly moveId: string }[]; readonly by: By },
): Promise<void> {
  const { leaseDurationMs } = paceOptions(flags);
  for (const { moveId } of moves) {
    view.show({ type: 'working', step: `Taking away what is left of move ${moveId}, if it is over` });
    await library.clearEnded(moveId, {
      source,
      target,
      journal: clusterJournals(library, { source, target }),
      signal: interrupts.signal,
      by,
      ...(leaseDurationMs === undefined ? {} : { leaseDurationMs }),
      holderIsDead: podHasEnded(own),
      onWaiting({ by: { name } }) {
        view.show({ type: 'note', level: 0, text: `Waiting until the Lease of ${name} has run out` });
      },
    });
  }
}
