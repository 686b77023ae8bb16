import type { ApiServer, JournalStore, MoveSummary } from '@tsmove/move-core';
import type { ArchivedFlags } from '../flags/archive.ts';
import type { SourceFlags, TargetFlags } from '../flags/clusters.ts';
import type { JournalFlags } from '../flags/journal.ts';
import { courseOf } from '../view/live/course.ts';
import { isArchiveUrl } from './archive-place.ts';
import { chooseMove } from './choose-move.ts';
import { fileJournals, journalStore } from './journal.ts';
import { openArchive } from './open-archive.ts';
import { sourceOf, targetOf, type Session } from './session.ts';
import { connectSides, type Sides } from './sides.ts';

/** A move that is gone on with, and where it is. */
export interface MoveInHand {
  readonly sides: Sides;
  readonly journal: JournalStore;
  readonly summary: MoveSummary;
}

type GoingOnFlags = SourceFlags & TargetFlags & JournalFlags & ArchivedFlags;

/**
 * Opens both sides of a move that is gone on with. For an import or an export one of them is the archive: which one,
 * and how far it was, is in the journal, which is always on this machine then.
 */
export async function openMove(
  session: Session<GoingOnFlags>,
  move: string | undefined,
  command: 'resume' | 'rollback',
): Promise<MoveInHand> {
  const { context, flags, library } = session;
  if (flags.archive === undefined) {
    const sides = await connectSides(session);
    const journal = journalStore(session, sides);
    return { sides, journal, summary: await chooseMove(library, journal, move) };
  }
  const journal = fileJournals(context, library, flags.journalDir);
  const summary = await chooseMove(library, journal, move);
  const sides = isArchiveUrl(summary.target.url)
    ? await sidesOfExport(session, journal, summary)
    : await sidesOfImport(session, flags.archive, { journal, summary, command });
  return { sides, journal, summary };
}

async function sidesOfExport(
  session: Session<GoingOnFlags>,
  journal: JournalStore,
  { moveId }: MoveSummary,
): Promise<Sides> {
  const { target } = await stateOf(session, journal, moveId);
  return {
    source: await session.connect('source', sourceOf(session.flags)),
    target: session.library.exportTarget(target.url, target.systemUid),
  };
}

async function sidesOfImport(
  session: Session<GoingOnFlags>,
  archive: string,
  by: { readonly journal: JournalStore; readonly summary: MoveSummary; readonly command: 'resume' | 'rollback' },
): Promise<Sides> {
  const state = await stateOf(session, by.journal, by.summary.moveId);
  const target = await connectTarget(session);
  const source = await openArchive(session, archive, {
    target,
    namespace: state.plan.scope.namespace,
    goneOnWith: { state, command: by.command },
  });
  return { source, target };
}

/** The target of an import: the one that is named, or the one that kubectl would take. */
export function connectTarget(session: Session<SourceFlags & TargetFlags>): Promise<ApiServer> {
  const where = targetOf(session.flags) ?? { kubeconfig: undefined, context: undefined };
  return session.connect('target', where);
}

/** Shows views what the move goes through, as far as its journal knows; which phases are left its events tell. */
export async function showCourse(
  { library, view }: Pick<Session<unknown>, 'library' | 'view'>,
  { journal, summary }: MoveInHand,
): Promise<void> {
  const records = (await journal.read(summary.moveId))?.records ?? [];
  if (records.length > 0) view.show({ type: 'course', course: courseOf(library.replay(records).plan, []) });
}

async function stateOf(
  { library }: Session<GoingOnFlags>,
  journal: JournalStore,
  moveId: string,
): Promise<ReturnType<Session<GoingOnFlags>['library']['replay']>> {
  const reading = await journal.read(moveId);
  return library.replay(reading?.records ?? []);
}
