import { ArchiveError, type MoveErrorOptions } from '../errors.ts';

/** Where in an archive or directory something is. */
export interface ArchivePlace {
  readonly file: string;
  /** The entry of the archive, if it is about one. */
  readonly entry?: string;
}

/** `fleet.tar, objects/00001-Machine.json`. */
export function placeText({ file, entry }: ArchivePlace): string {
  return entry === undefined ? file : `${file}, ${entry}`;
}

/** It is not what was written once: cut off, changed, or made by something else. */
export function damaged(place: ArchivePlace, because: string, options: MoveErrorOptions = {}): ArchiveError {
  return new ArchiveError(`${placeText(place)}: ${because}`, {
    code: 'archive-damaged',
    hint: 'Nothing was changed. Use another copy of the archive; `tsmove archive verify` tells whether it is whole.',
    ...options,
  });
}

/** More than a reader takes. */
export function tooLarge(place: ArchivePlace, because: string): ArchiveError {
  return new ArchiveError(`${placeText(place)}: ${because}`, {
    code: 'archive-too-large',
    hint: 'Nothing was changed. No archive that tsmove writes comes to that: make sure where the file is from.',
  });
}

/** A file operation of the system has failed. */
export function fileFailure(file: string, what: 'read' | 'written', error: unknown): ArchiveError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return new ArchiveError(`${file} cannot be ${what}: ${reason}`, {
    code: what === 'read' ? 'archive-unreadable' : 'archive-unwritable',
    hint: what === 'read' ? 'See whether it exists, and whether you may read it.' : 'See to room and rights there.',
    cause: error,
  });
}
