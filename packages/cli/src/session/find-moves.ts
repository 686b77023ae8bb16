import type { StatusFlags } from '../flags/status.ts';
import { clusterJournals, fileJournals } from './journal.ts';
import { type KnownMove, mergeMoves, readJournals, readLeased } from './known-moves.ts';
import type { Session } from './session.ts';
import { connectSides } from './sides.ts';

/** All moves that can be found, and what could not be looked at. */
export interface Found {
  /** Oldest first. */
  readonly moves: readonly KnownMove[];
  /** Errors of a store or of a side, none of which hides what the others tell. */
  readonly troubles: readonly unknown[];
}

/** A side that does not answer is part of the picture: it is not waited for as long as in a move. */
const patience = { retryBudgetMs: 10_000 };

/** Moves of the journal directory and, if a cluster is named, those that the clusters tell of. Nothing is written. */
export async function findMoves(session: Session<StatusFlags>): Promise<Found> {
  const { context, flags, library, view, interrupts, deadline } = session;
  return deadline.limit(interrupts.signal, async (signal) => {
    const found: KnownMove[] = [];
    const troubles: unknown[] = [];
    const look = async (work: () => Promise<readonly KnownMove[]>): Promise<void> => {
      try {
        found.push(...(await work()));
      } catch (error) {
        signal.throwIfAborted();
        troubles.push(error);
      }
    };
    await look(() => readJournals(library, fileJournals(context, library, flags.journalDir), 'file'));
    if (namesACluster(flags)) {
      const { source, target } = await connectSides(session, patience);
      view.show({
        type: 'working',
        step: `Reading the Leases of ${target === undefined ? 'the source' : 'both sides'}`,
      });
      if (target !== undefined) await look(() => readLeased(library, target, 'target', signal));
      await look(() => readLeased(library, source, 'source', signal));
      // Where not even the Leases could be read, there is no use in asking for more.
      if (troubles.length === 0) {
        await look(() => readJournals(library, clusterJournals(library, { source, target }), 'cluster'));
      }
    }
    return { moves: mergeMoves(found), troubles };
  });
}

/** True if the clusters are to be looked at, too. */
export function namesACluster(flags: StatusFlags): boolean {
  const { kubeconfig, kubeconfigContext, toKubeconfig, toKubeconfigContext } = flags;
  return [kubeconfig, kubeconfigContext, toKubeconfig, toKubeconfigContext].some((flag) => flag !== undefined);
}
