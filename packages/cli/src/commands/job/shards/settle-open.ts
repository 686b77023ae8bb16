import { JournalError, LockedError, type FoundLease, type MoveSummary, type Scope } from '@tsmove/move-core';
import { hasJournalInClusters, hasNotBegun } from '../../../job/open-moves.ts';
import { podHasEnded } from '../../../job/pod-has-ended.ts';
import { clusterJournals } from '../../../session/journal.ts';
import { follow } from '../../../session/follow.ts';
import { readJournals } from '../../../session/known-moves.ts';
import { paceOptions } from '../../../session/pace.ts';
import { goOn } from '../../resume.ts';
import { clearOwn } from '../own-moves.ts';
import { type ShardJob, waiting } from './shard-job.ts';

/** What is open of some moves: who has them in hand, and how far they are. */
interface Open {
  readonly leases: readonly FoundLease[];
  readonly journals: readonly MoveSummary[];
  /** Moves whose journals say that they are over. */
  readonly finished: ReadonlySet<string>;
}

/** Somebody is slower than this in writing a journal only if it is damaged. */
const journalRounds = 5;

/**
 * Comes back when no move of these scopes is open any more. One that a living process has in hand is waited for; one
 * whose pod has ended is gone on with. A move without a Lease is nobody's, unless it is about to get one: it is left
 * alone unless its pod has certainly ended.
 *
 * `mine`: no other pod can have it in hand, so that it need not be watched before it is gone on with. True if something
 * was gone on with. Raises what the move raises, JournalError `journal-gone` for a move of a pod whose journal was deleted
 * half way, and LockedError after a long time.
 */
export async function settleOpen(
  job: ShardJob,
  isMeant: (scope: Scope) => boolean,
  { mine = false }: { readonly mine?: boolean } = {},
): Promise<boolean> {
  const wait = waiting(job);
  const isStill = stillness();
  const hasEnded = podHasEnded(job.sides.own);
  let went = false;
  for (;;) {
    const open = await readOpen(job, isMeant, wait);
    const { leases, journals } = open;
    const [lease] = leases;
    if (lease === undefined) {
      const left: MoveSummary[] = [];
      for (const one of journals) if (mine || (await hasEnded(one.by))) left.push(one);
      const [summary] = left;
      if (summary === undefined) return went;
      await goOnWith(job, summary);
      went = true;
      continue;
    }
    const { moveId, by } = lease.content;
    const isOrphan = mine || (await hasEnded(by)) || isStill(lease);
    if (isOrphan && (await tryToEnd(job, open, lease))) {
      went = true;
      continue;
    }
    await wait(`Waiting for move ${moveId}, which ${by.name} has in hand`, () => {
      return new LockedError(`move ${moveId} has namespace ${job.namespace} in hand for a long time: ${by.name}`);
    });
  }
}

/** False if somebody else was faster, or is alive after all. */
async function tryToEnd(job: ShardJob, { journals, finished }: Open, lease: FoundLease): Promise<boolean> {
  const { moveId } = lease.content;
  const summary = journals.find((one) => one.moveId === moveId);
  const isToClear = finished.has(moveId) || hasJournalInClusters(lease.content);
  try {
    if (summary !== undefined) await goOnWith(job, summary);
    else if (isToClear) await clearOwn(job.session, job.sides, { moves: [{ moveId }], by: job.by });
    else await recover(job, lease);
    return true;
  } catch (error) {
    const isElsewhere = error instanceof LockedError && (error.code === 'locked' || error.code === 'no-lease');
    if (isElsewhere || (error instanceof JournalError && error.code === 'journal-missing')) return false;
    throw error;
  }
}

async function goOnWith({ session, sides, by }: ShardJob, summary: MoveSummary): Promise<void> {
  const { source, target, own } = sides;
  const journal = clusterJournals(session.library, { source, target });
  const going = { ...session, flags: { ...session.flags, skipLeaseWait: undefined } };
  await goOn(going, { sides: { source, target }, journal, summary }, { by, holderIsDead: podHasEnded(own) });
}

/** Somebody has begun it who keeps the journal elsewhere: in the clusters there are its Leases and its marks. */
async function recover({ session, sides, by }: ShardJob, { content }: FoundLease): Promise<void> {
  const { flags, library, providers, view, interrupts } = session;
  const run = library.recoverMove({
    source: sides.source,
    target: sides.target,
    providers,
    signal: interrupts.signal,
    ...paceOptions(flags),
    by,
    moveId: content.moveId,
    holderIsDead: podHasEnded(sides.own),
  });
  view.show({ type: 'working', step: `Ending move ${content.moveId}, whose journal is not in the clusters` });
  await follow(session, run, { zone: 'committed', open: true });
}

async function readOpen(
  { session, sides, ...job }: ShardJob,
  isMeant: (scope: Scope) => boolean,
  wait: ReturnType<typeof waiting>,
): Promise<Open> {
  const { library, interrupts } = session;
  const { source, target } = sides;
  const store = clusterJournals(library, { source, target });
  for (let round = 1; ; round += 1) {
    // The Leases first: a move that has ended in between has no journal any more, and is looked for once more.
    const found = [source, target].map((side) => library.readLeases(side, { signal: interrupts.signal }));
    const all = (await Promise.all(found)).flat();
    const moves = await readJournals(library, store, 'cluster');
    const scopes = new Map(all.map(({ content }) => [content.moveId, content.scope]));
    // Others write and remove theirs at the same time, and what is half there cannot be read.
    const unclear = moves.find(({ moveId, summary, trouble }) => {
      const scope = scopes.get(moveId);
      return summary === undefined && !hasNotBegun(trouble) && (scope === undefined || isMeant(scope));
    });
    if (unclear === undefined) {
      const journals = moves.flatMap(({ summary }) => summary ?? []);
      return {
        leases: all.filter(({ content }) => isMeant(content.scope)),
        journals: journals.filter(({ scope, zone }) => isMeant(scope) && zone !== 'finished'),
        finished: new Set(journals.filter(({ zone }) => zone === 'finished').map(({ moveId }) => moveId)),
      };
    }
    if (round >= journalRounds) throw unclear.trouble;
    await wait(`The journal of move ${unclear.moveId} cannot be read yet (namespace ${job.namespace})`, () =>
      unclear.trouble instanceof Error ? unclear.trouble : new Error(String(unclear.trouble)),
    );
  }
}

/** Whoever has not renewed for as long as its Lease lasts may be gone. The takeover makes sure of it once more. */
function stillness(): (lease: FoundLease) => boolean {
  const seen = new Map<string, { readonly version: string; readonly since: number }>();
  return ({ uid, resourceVersion, content }) => {
    const now = performance.now();
    const before = seen.get(uid);
    if (before?.version !== resourceVersion) seen.set(uid, { version: resourceVersion, since: now });
    return before?.version === resourceVersion && now - before.since > content.durationMs;
  };
}
