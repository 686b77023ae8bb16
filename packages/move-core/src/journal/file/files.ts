/**
 * What a store in files asks of a file system. Tests put one in its place that loses what was not synced, as a power cut
 * does. Failures are those of `node:fs`, with their `code`.
 */
export interface JournalFiles {
  /** Makes a directory that only this user can look into, with those above it that are missing, durably. */
  makeDirectory(path: string): Promise<void>;
  /** Names in a directory; none if there is no such directory. */
  list(directory: string): Promise<readonly string[]>;
  /** The file, or its first bytes; undefined if there is none. */
  read(path: string, first?: number): Promise<Uint8Array | undefined>;
  /** A new file that only this user can read; undefined if there is a file already. Its name is not durable yet. */
  create(path: string): Promise<JournalFile | undefined>;
  /** A file to go on writing; undefined if there is none. */
  open(path: string): Promise<JournalFile | undefined>;
  /** A new file with a content: others see all of it or no file. False if there is a file already. */
  placeWhole(path: string, content: string): Promise<boolean>;
  /** Makes a file shorter, which needs no room. No error if there is none. */
  shorten(path: string, length: number): Promise<void>;
  /** No error if there is none. */
  remove(path: string): Promise<void>;
  /** Makes the names in a directory durable. */
  syncDirectory(path: string): Promise<void>;
}

/** A file that is open for writing. */
export interface JournalFile {
  /** All bytes, from `position` on; not durable before `sync`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  truncate(length: number): Promise<void>;
  /** Makes what was written durable. */
  sync(): Promise<void>;
  /** False if the file was removed, or another has its name: what is written then is in no file that anybody will find. */
  isInPlace(): Promise<boolean>;
  close(): Promise<void>;
}
