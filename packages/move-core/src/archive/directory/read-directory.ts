import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubeObject } from '../../model/kube-object.ts';
import { compareText } from '../../model/object-ref.ts';
import { damaged, fileFailure, tooLarge, type ArchivePlace } from '../failures.ts';
import { readWhole } from '../file/read-file.ts';
import { archiveLimits, type ArchiveLimits } from '../limits.ts';
import { objectOf, requireDistinctObjects } from '../object-of.ts';
import { parseValue } from '../parse-value.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { readList, type DirectoryList } from './directory-list.ts';
import { listName } from './file-names.ts';
import { resumedFromDirectory, withEarlierPause } from './pauses.ts';
import { requireDirectory } from './write-directory.ts';

/** A file that stays where it is. */
export interface PassedOver {
  readonly file: string;
  readonly because: string;
}

export interface FoundObject {
  readonly object: KubeObject;
  readonly place: ArchivePlace & { readonly entry: string };
}

/** What a directory holds. */
export interface DirectoryContent {
  readonly found: readonly FoundObject[];
  readonly passedOver: readonly PassedOver[];
  /** sha256 over all that was read, in hex. */
  readonly digest: string;
}

/**
 * Reads a directory that clusterctl or tsmove has written. As clusterctl does, it reads every file, whatever its name,
 * as JSON or YAML; unlike it, it keeps the digits of large integers, and refuses objects without a UID, two files with
 * one object, and what is no object. Where tsmove has left its list, files that are not on it are passed over, and
 * those that are must be unchanged. Raises ArchiveError, naming the file.
 */
export async function readDirectory(
  directory: string,
  limits: ArchiveLimits = archiveLimits,
): Promise<DirectoryContent> {
  await requireDirectory(directory);
  const names = await fileNamesIn(directory, limits);
  const digest = createHash('sha256');
  const read = async (name: string): Promise<Uint8Array> => {
    const bytes = await readWhole(join(directory, name), limits.entryBytes);
    digest.update(`${name}\u0000${createHash('sha256').update(bytes).digest('hex')}\n`);
    return bytes;
  };
  const list = names.includes(listName) ? await listIn(directory, await read(listName), limits) : undefined;
  const listed = list === undefined ? undefined : new Map(list.files.map(({ name, sha256 }) => [name, sha256]));
  const found: FoundObject[] = [];
  let total = 0;
  for (const name of names) {
    if (name === listName || (listed !== undefined && !listed.has(name))) continue;
    const place = { file: directory, entry: name };
    const bytes = await read(name);
    total += bytes.length;
    if (total > limits.fileBytes) throw tooLarge({ file: directory }, 'its files come to too many bytes');
    requireUnchanged(bytes, listed?.get(name), place);
    for (const object of objectsIn(bytes, place, limits)) found.push({ object: resumed(object, list), place });
  }
  requireComplete(directory, names, list);
  requireDistinctObjects(found);
  const passedOver = names
    .filter((name) => name !== listName && listed?.has(name) === false)
    .map((file) => ({ file, because: `${listName} does not list it: it is of another time, or of somebody else` }));
  return { found, passedOver, digest: digest.digest('hex') };
}

async function fileNamesIn(directory: string, limits: ArchiveLimits): Promise<readonly string[]> {
  let entries;
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    throw fileFailure(directory, 'read', error);
  }
  if (entries.length > limits.entries) {
    throw tooLarge({ file: directory }, `it has more than ${limits.entries.toString()} files`);
  }
  const other = entries.find((entry) => !entry.isFile());
  if (other !== undefined) {
    const what = other.isDirectory() ? 'a directory' : other.isSymbolicLink() ? 'a symbolic link' : 'no regular file';
    throw damaged({ file: directory, entry: other.name }, `it is ${what}, and only files are read`, {
      hint: 'Nothing was changed. Move it out of the directory.',
    });
  }
  return entries.map(({ name }) => name).sort(compareText);
}

async function listIn(directory: string, bytes: Uint8Array, limits: ArchiveLimits): Promise<DirectoryList> {
  const place = { file: directory, entry: listName };
  return Promise.resolve(readList(textOf(bytes, place), place, limits));
}

function textOf(bytes: Uint8Array, place: ArchivePlace): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw damaged(place, 'it is not UTF-8 text');
  }
}

function requireUnchanged(bytes: Uint8Array, sha256: string | undefined, place: ArchivePlace): void {
  if (sha256 === undefined || createHash('sha256').update(bytes).digest('hex') === sha256) return;
  throw damaged(place, `it is not what ${listName} lists: it was changed, or written again`, {
    hint: `Nothing was changed. If the files are as you want them, remove ${listName}; then every file is read.`,
  });
}

function requireComplete(directory: string, names: readonly string[], list: DirectoryList | undefined): void {
  const there = new Set(names);
  const missing = list?.files.find(({ name }) => !there.has(name));
  if (missing === undefined) return;
  throw damaged({ file: directory, entry: missing.name }, `${listName} lists it, and it is not there`);
}

function objectsIn(bytes: Uint8Array, place: ArchivePlace, limits: ArchiveLimits): readonly KubeObject[] {
  const text = textOf(bytes, place);
  // What clusterctl writes is JSON, whatever the name says; what people write is YAML.
  const values = text.startsWith('{') ? [parseValue(text, place, limits)] : parseYaml(text, place, limits);
  return values.map((value) => objectOf(value, place));
}

function resumed(object: KubeObject, list: DirectoryList | undefined): KubeObject {
  const earlier = list?.pauses.get(object.metadata.uid ?? '');
  return earlier === undefined ? resumedFromDirectory(object) : withEarlierPause(object, earlier);
}
