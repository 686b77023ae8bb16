import type { HoldRecord } from '../../journal/records.ts';
import { readHoldNote } from '../../model/hold-note.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { fieldManagerOf, isWrittenBy, marks } from '../../model/marks.ts';
import { changesNothing, joinMergePatches } from '../../model/merge-patch.ts';
import { refOf } from '../../model/object-ref.ts';
import { holdFor } from '../../provider/holds.ts';
import type { Provider } from '../../provider/types.ts';
import type { MarkedObject } from './find-marked.ts';

/**
 * What a held object says of itself, in the words of the journal that is missing. Undefined if it says nothing.
 * `complete` is where its managers are seen: the object in the source may have lost finalizers, and with them who
 * managed them, to a removal that was under way; its copy in the target has all of them.
 */
export function holdFromNote({ object }: MarkedObject, moveId: string, complete: KubeObject): HoldRecord | undefined {
  if (object.metadata.annotations?.[marks.pausedBy] !== moveId) return undefined;
  const note = readHoldNote(object);
  if (note === undefined) return undefined;
  const manager = fieldManagerOf(moveId);
  const witness = isWrittenBy(complete, moveId) ? object : complete;
  return {
    ref: refOf(object),
    byUs: true,
    marked: true,
    restore: joinMergePatches(note.restore, {
      metadata: { annotations: { [marks.pausedBy]: null, [marks.holdNote]: null } },
    }),
    managersBefore:
      note.managers ?? (witness.metadata.managedFields ?? []).filter((entry) => entry['manager'] !== manager),
    generationBefore: note.generation,
  };
}

/**
 * An object without a note that is not held (any more): its values are given back, and only our name among its managers
 * is left to be taken away. Undefined if it is held: then somebody has removed the note.
 */
export function unsealedOnly({ object }: MarkedObject, providers: readonly Provider[]): HoldRecord | undefined {
  const hold = holdFor(providers, refOf(object));
  const pause = hold?.by === 'self' ? hold.pause?.(object) : undefined;
  if (pause === undefined || changesNothing(object, pause)) return undefined;
  return {
    ref: refOf(object),
    byUs: true,
    marked: true,
    restore: {},
    managersBefore: (object.metadata.managedFields ?? []).filter((entry) => !isOurs(entry['manager'])),
    generationBefore: object.metadata.generation ?? 0,
  };
}

function isOurs(manager: unknown): boolean {
  return typeof manager === 'string' && manager.startsWith(fieldManagerOf(''));
}
