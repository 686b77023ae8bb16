import { damaged, type ArchivePlace } from '../failures.ts';

/**
 * The one kind of header that archives have: POSIX ustar, a regular file, a name of at most 100 ASCII characters. What
 * else tar knows (links, devices, directories, long names, extended headers) is refused, so nothing of it has to be
 * understood.
 */
export interface TarHeader {
  readonly name: string;
  /** Bytes of the body. */
  readonly size: number;
}

export const blockBytes = 512;

/** The end of an archive: two blocks of zeros. */
export const endBytes = 1024;

const at = {
  name: 0,
  mode: 100,
  uid: 108,
  gid: 116,
  size: 124,
  mtime: 136,
  sum: 148,
  type: 156,
  link: 157,
  magic: 257,
};
const magic = 'ustar\u000000';
const maxName = 100;
const regularFile = '0';

const typeNames: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '5': 'a directory',
  '6': 'a pipe',
  g: 'an extended header',
  x: 'an extended header',
  L: 'a long name',
  K: 'a long name of a link',
};

/** The header of a file with mode 0600, of no owner, and of the first second of 1970: the same input, the same bytes. */
export function formatHeader({ name, size }: TarHeader): Uint8Array {
  const block = new Uint8Array(blockBytes);
  const put = (text: string, offset: number): void => {
    block.set(new TextEncoder().encode(text), offset);
  };
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  if (name.length > maxName) throw new RangeError(`${name} is too long for an entry`);
  put(name, at.name);
  put(octal(0o600, 7), at.mode);
  put(octal(0, 7), at.uid);
  put(octal(0, 7), at.gid);
  put(octal(size, 11), at.size);
  put(octal(0, 11), at.mtime);
  put(regularFile, at.type);
  put(magic, at.magic);
  put(`${octal(checksum(block), 6)}\u0000 `, at.sum);
  return block;
}

/**
 * Reads a header, and refuses what `formatHeader` would not have written: to the byte, so that there is nothing in an
 * archive that was not looked at. Raises ArchiveError.
 */
export function parseHeader(block: Uint8Array, place: ArchivePlace): TarHeader {
  const text = (offset: number, length: number): string => latin1(block.subarray(offset, offset + length));
  const name = text(at.name, maxName).replace(/\u0000.*$/s, '');
  if (text(at.sum, 6) !== checksum(block).toString(8).padStart(6, '0')) {
    throw damaged(place, 'the checksum of a tar header is wrong');
  }
  const entry = { ...place, entry: printable(name) };
  const type = text(at.type, 1);
  if (type !== regularFile) {
    throw damaged(entry, `it is ${typeNames[type] ?? 'of an unknown type'}, and an archive holds regular files only`);
  }
  const size = text(at.size, 11);
  if (!/^[0-7]{11}$/.test(size)) throw damaged(entry, 'the tar header has no size');
  const header = { name, size: Number.parseInt(size, 8) };
  const expected = formatHeader(header);
  if (!expected.every((byte, offset) => block[offset] === byte)) {
    throw damaged(entry, 'the tar header says more than name and size, so tsmove has not written it');
  }
  return header;
}

/** The sum of all bytes, with the field of the sum itself as blanks. */
function checksum(block: Uint8Array): number {
  let sum = 0;
  block.forEach((byte, offset) => {
    sum += offset >= at.sum && offset < at.sum + 8 ? 32 : byte;
  });
  return sum;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** A name that somebody else has chosen, for a message. */
function printable(name: string): string {
  return JSON.stringify(name).slice(1, -1);
}
