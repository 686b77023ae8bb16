import type { HoldRecord } from '../../journal/records.ts';
import { readHoldNote } from '../../model/hold-note.ts';
import { fieldManagerOf, marks } from '../../model/marks.ts';
import { joinMergePatches } from '../../model/merge-patch.ts';
import { refOf } from '../../model/object-ref.ts';
import type { MarkedObject } from './find-marked.ts';

/** What a held object says of itself, in the words of the journal that is missing. Undefined if it says nothing. */
export function holdFromNote({ object }: MarkedObject, moveId: string): HoldRecord | undefined {
  if (object.metadata.annotations?.[marks.pausedBy] !== moveId) return undefined;
  const note = readHoldNote(object);
  if (note === undefined) return undefined;
  const manager = fieldManagerOf(moveId);
  return {
    ref: refOf(object),
    byUs: true,
    marked: true,
    restore: joinMergePatches(note.restore, {
      metadata: { annotations: { [marks.pausedBy]: null, [marks.holdNote]: null } },
    }),
    managersBefore:
      note.managers ?? (object.metadata.managedFields ?? []).filter((entry) => entry['manager'] !== manager),
    generationBefore: note.generation,
  };
}
