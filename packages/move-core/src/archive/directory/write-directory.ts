import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { fileFailure } from '../failures.ts';
import { writeWhole } from '../file/write-file.ts';
import { archiveLimits } from '../limits.ts';
import { requireHarmless } from '../parse-value.ts';
import { fileNames, listName } from './file-names.ts';
import { formatList, type ListedFile } from './directory-list.ts';
import { earlierPause, pausedForDirectory } from './pauses.ts';
import { formatSorted } from './sorted-json.ts';

/** Raises ArchiveError unless the directory is there: like clusterctl, we make none. */
export async function requireDirectory(directory: string): Promise<void> {
  let isDirectory: boolean;
  try {
    isDirectory = (await stat(directory)).isDirectory();
  } catch (error) {
    throw fileFailure(directory, 'read', error);
  }
  if (isDirectory) return;
  throw new ArchiveError(`${directory} is no directory`, {
    code: 'archive-unreadable',
    hint: 'Nothing was changed. Name a directory that exists.',
  });
}

/**
 * Writes objects into an existing directory, a file each, as clusterctl does: it restores them with its own
 * `--from-directory`. Files are readable for their owner alone; Secrets stand there as they are. Files of other names
 * are left alone; the list, which is written last, tells them from ours. Raises ArchiveError.
 */
export async function writeDirectory(directory: string, objects: readonly KubeObject[]): Promise<void> {
  await requireDirectory(directory);
  const names = fileNames(objects);
  const files: ListedFile[] = [];
  for (const [at, object] of objects.entries()) {
    const name = names[at] ?? '';
    requireHarmless(object, { file: directory, entry: name }, archiveLimits);
    const bytes = new TextEncoder().encode(formatSorted(pausedForDirectory(object)));
    await writeWhole(join(directory, name), bytes, { replace: true });
    files.push({ name, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  const pauses = objects.flatMap((object): [string, JsonObject][] => {
    const earlier = earlierPause(object);
    return earlier === undefined ? [] : [[object.metadata.uid ?? '', earlier]];
  });
  const list = new TextEncoder().encode(formatList({ files, pauses: new Map(pauses) }));
  await writeWhole(join(directory, listName), list, { replace: true });
}
