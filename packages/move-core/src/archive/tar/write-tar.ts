import { blockBytes, endBytes, formatHeader } from './header.ts';
import type { TarEntry } from './read-tar.ts';

/** A tar file of these entries, in their order. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const padded = (size: number): number => Math.ceil(size / blockBytes) * blockBytes;
  const total = entries.reduce((sum, { bytes }) => sum + blockBytes + padded(bytes.length), endBytes);
  const tar = new Uint8Array(total);
  let at = 0;
  for (const { name, bytes } of entries) {
    tar.set(formatHeader({ name, size: bytes.length }), at);
    tar.set(bytes, at + blockBytes);
    at += blockBytes + padded(bytes.length);
  }
  return tar;
}
