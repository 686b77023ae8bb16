import type { KubeObject } from './kube-object.ts';

/** What a move leaves on objects while it is under way (contract 2.2, 7.3); none of it stays. */
export const marks = {
  /** On objects that a move has created, if they have annotations; for people, the field manager is what counts. */
  move: 'tsmove.dev/move',
  /** On every object that a move has paused, so that nobody takes the pause for the user's. */
  pausedBy: 'tsmove.dev/paused-by',
  /**
   * Beside `pausedBy`: how to give the held values their earlier state, as JSON (`HoldNote`), so that a move can be
   * ended without its journal (contract 7.2).
   */
  holdNote: 'tsmove.dev/hold',
  /** Left on what has moved if the user wants it: the id of the move that brought it here, complete with status. */
  pivotedReady: 'tsmove.dev/pivoted-ready',
  /** On the namespace of Leases and journals, if tsmove has made it: then it goes with the last move. */
  madeByUs: 'tsmove.dev/made-by-tsmove',
  /** clusterctl's word to source webhooks that a deletion is part of a move (E9.4); the value is empty. */
  deleteForMove: 'clusterctl.cluster.x-k8s.io/delete-for-move',
} as const;

/** The field manager under which a move writes: it shows in managedFields whatever admission does (contract 7.3). */
export function fieldManagerOf(moveId: string): string {
  return `tsmove-${moveId}`;
}

/** True if the object was created or changed under this move's field manager and not sealed since. */
export function isWrittenBy(object: KubeObject, moveId: string): boolean {
  const manager = fieldManagerOf(moveId);
  return (object.metadata.managedFields ?? []).some((entry) => entry['manager'] === manager);
}

/** True if some move, this one or another, has the object in hand: it is marked, or held. */
export function isUnfinished(object: KubeObject): boolean {
  const { annotations = {} } = object.metadata;
  return annotations[marks.move] !== undefined || annotations[marks.pausedBy] !== undefined;
}

/** The API server's limit for the keys and values of all annotations of an object together, in bytes. */
const annotationLimit = 262_144;

/** True if one more annotation is within the API server's limit. A mark is not worth a refused write. */
export function annotationFits(object: KubeObject, key: string, value: string): boolean {
  let size = bytes(key) + bytes(value);
  for (const [name, text] of Object.entries(object.metadata.annotations ?? {})) {
    if (name !== key) size += bytes(name) + bytes(text);
  }
  return size <= annotationLimit;
}

const encoder = new TextEncoder();

function bytes(text: string): number {
  return encoder.encode(text).length;
}
