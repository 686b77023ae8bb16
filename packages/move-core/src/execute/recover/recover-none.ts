import type { HoldRecord } from '../../journal/records.ts';
import type { LeaseContent } from '../../lock/types.ts';
import { VerifyError } from '../../errors.ts';
import { refOf } from '../../model/object-ref.ts';
import type { RecoverOptions } from '../types.ts';
import type { MoveLog } from '../move-log.ts';
import { replacedUids } from '../replaced/keep.ts';
import { findMarked, isNamespace, type MarkedObject } from './find-marked.ts';
import { holdFromNote, unsealedOnly } from './holds-from-notes.ts';
import { foundObject, recoveryLog } from './recovery-log.ts';

/**
 * What is to be undone of a move that was not committed: everything in the target that its field manager shows, and
 * every hold in the source that its mark shows. Until the commit nothing else is of the move (contract 7.2).
 */
export async function findUncommitted(lease: LeaseContent, options: RecoverOptions): Promise<MoveLog> {
  const { moveId } = lease;
  const [inSource, inTarget] = await Promise.all([
    findMarked(options.source, moveId),
    findMarked(options.target, moveId),
  ]);
  const created = inTarget.filter((one) => !isNamespace(one));
  const uids = new Set(created.map(({ object }) => uidOf(object)));
  const log = recoveryLog(lease, options, {
    types: [...inSource, ...created].map(({ type }) => type),
    objects: created.map(({ object }) =>
      foundObject(
        refOf(object),
        uidOf(object),
        (object.metadata.ownerReferences ?? []).map(({ uid }) => uid).filter((uid) => uids.has(uid)),
      ),
    ),
    holds: holdsOf(inSource, moveId, options),
  });
  const replaced = await replacedUids(options.target, moveId);
  for (const { object } of created) {
    const uid = uidOf(object);
    if (replaced.has(uid)) log.note({ type: 'replacing', uid, targetUid: uid });
    log.note({ type: 'target', uid: uidOf(object), state: 'ready', targetUid: uidOf(object) });
  }
  for (const { object } of inTarget.filter(isNamespace)) {
    const { name } = object.metadata;
    log.note({ type: 'namespace-created', name, uid: uidOf(object), managers: [] });
  }
  return log;
}

function holdsOf(
  marked: readonly MarkedObject[],
  moveId: string,
  { providers }: RecoverOptions,
): ReadonlyMap<string, HoldRecord> {
  return new Map(
    marked.map((one) => {
      const hold = holdFromNote(one, moveId, one.object) ?? unsealedOnly(one, providers);
      if (hold !== undefined) return [uidOf(one.object), hold];
      throw new VerifyError('the move has paused it, but how it was before is not on the object', {
        ref: refOf(one.object),
        code: 'hold-unknown',
        hint: 'Give it its earlier pause by hand and take the annotations tsmove.dev/* off; then run recover again.',
      });
    }),
  );
}

function uidOf({ metadata }: { readonly metadata: { readonly uid?: string } }): string {
  return metadata.uid ?? '';
}
