import type { ApiServer, LeaseContent } from '@tsmove/move-core';
import { EndedEarly } from '../errors/ended-early.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ArchivedFlags } from '../flags/archive.ts';
import type { SourceFlags, TargetFlags } from '../flags/clusters.ts';
import { hasTarget } from '../flags/move.ts';
import { absolute, openArchive } from './open-archive.ts';
import { sourceOf, type Session } from './session.ts';
import { connectTarget } from './sides-of-move.ts';
import { connectSides, type Sides } from './sides.ts';

type RecoveryFlags = SourceFlags & TargetFlags & ArchivedFlags;

/**
 * Opens both sides of a move whose journal is lost. With `--archive` one of them is the archive: the source if a target
 * is named, which is an import then, and else the target of an export.
 */
export async function openSides(session: Session<RecoveryFlags>, moveId: string | undefined): Promise<Sides> {
  const { context, flags, library } = session;
  const { archive } = flags;
  if (archive === undefined) return connectSides(session);
  if (hasTarget(flags)) {
    const target = await connectTarget(session);
    const lease = await leaseIn(session, target, moveId);
    return { source: await openArchive(session, archive, { target, lease, namespace: lease.scope.namespace }), target };
  }
  const source = await session.connect('source', sourceOf(flags));
  const { targetUid } = await leaseIn(session, source, moveId);
  return { source, target: library.exportTarget(library.archiveUrl('archive', absolute(context, archive)), targetUid) };
}

/** The Lease of the move, or the only one. */
async function leaseIn(
  { library, interrupts: { signal } }: Session<RecoveryFlags>,
  server: ApiServer,
  moveId: string | undefined,
): Promise<LeaseContent> {
  const leases = await library.readLeases(server, { signal });
  const found = leases.filter(({ content }) => moveId === undefined || content.moveId === moveId);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only.content;
  throw only === undefined
    ? new EndedEarly(`the ${server.label} has no Lease of a move: there is nothing to recover`, exitCodes.refused)
    : new EndedEarly('several moves are open: name one of them', exitCodes.usage);
}
