import { damaged, tooLarge, type ArchivePlace } from '../failures.ts';
import type { ArchiveLimits } from '../limits.ts';
import { blockBytes, endBytes, parseHeader } from './header.ts';

/** One file in an archive. The bytes are a view of the archive's. */
export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Takes a tar file apart that `writeTar` has written, and refuses any other: nothing is skipped, nothing is unpacked to
 * disk. Bodies are not copied, so limits need no trust in sizes. A file that is cut off anywhere is noticed: its last
 * two blocks must be zeros, and the only ones. Raises ArchiveError, naming file and entry.
 */
export function readTar(bytes: Uint8Array, place: ArchivePlace, limits: ArchiveLimits): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  const names = new Set<string>();
  let at = 0;
  for (;;) {
    const block = bytes.subarray(at, at + blockBytes);
    if (block.length < blockBytes) throw damaged(place, `it is cut off after ${bytes.length.toString()} bytes`);
    if (isZero(block)) break;
    const { name, size } = parseHeader(block, place);
    const entry = { ...place, entry: name };
    if (!isEntryName(name)) {
      throw damaged({ ...place, entry: JSON.stringify(name) }, 'an archive holds no entry of this name');
    }
    if (names.has(name)) throw damaged(entry, 'it is there twice');
    if (entries.length >= limits.entries) {
      throw tooLarge(entry, `the archive has more than ${limits.entries.toString()} entries`);
    }
    const limit = name === manifestName ? limits.manifestBytes : limits.entryBytes;
    if (size > limit) throw tooLarge(entry, `it has ${size.toString()} bytes, and ${limit.toString()} are allowed`);
    const start = at + blockBytes;
    const end = start + size;
    at = start + Math.ceil(size / blockBytes) * blockBytes;
    if (at > bytes.length) throw damaged(entry, 'it is cut off');
    if (!isZero(bytes.subarray(end, at))) throw damaged(entry, 'there is something after its end');
    names.add(name);
    entries.push({ name, bytes: bytes.subarray(start, end) });
  }
  const rest = bytes.subarray(at);
  if (rest.length < endBytes) throw damaged(place, 'it is cut off: its end is missing');
  if (rest.length > endBytes || !isZero(rest)) throw damaged(place, 'there is something after the end of the archive');
  return entries;
}

export const manifestName = 'manifest.json';

/** The only names there are. None of them leads anywhere, even if somebody unpacks the archive with tar. */
export function isEntryName(name: string): boolean {
  return name === manifestName || /^(?:objects|namespaces)\/\d{6}-[A-Za-z0-9]{1,63}\.json$/.test(name);
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
