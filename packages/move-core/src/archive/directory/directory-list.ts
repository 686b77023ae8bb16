import { UsageError } from '../../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { stringifyJson } from '../../model/json-codec.ts';
import { at, count, list, oneOf, text, wrong, type JsonPlace } from '../../plan/json-place.ts';
import { damaged, type ArchivePlace } from '../failures.ts';
import type { ArchiveLimits } from '../limits.ts';
import { parseValue, requireNoPrototype } from '../parse-value.ts';

/** What tsmove notes of the files that it has put into a directory. */
export interface DirectoryList {
  readonly files: readonly ListedFile[];
  /** What was said of the pause of objects before they were paused for the directory, by UID; most say nothing. */
  readonly pauses: ReadonlyMap<string, JsonObject>;
}

export interface ListedFile {
  readonly name: string;
  /** Of its bytes, in hex. */
  readonly sha256: string;
}

const intro = '# The files of this directory that tsmove has written. clusterctl takes this for an empty document.\n# ';

/** The list as a comment, because clusterctl reads every file of the directory as YAML (F2.3). */
export function formatList({ files, pauses }: DirectoryList): string {
  const value: JsonObject = {
    format: 'tsmove-directory',
    formatVersion: 1,
    files: files.map(({ name, sha256 }) => ({ name, sha256 })),
    pauses: [...pauses].map(([uid, restore]) => ({ uid, restore })),
  };
  return `${intro}${stringifyJson(value)}\n`;
}

/** Reads the list. Raises ArchiveError. */
export function readList(content: string, place: ArchivePlace, limits: ArchiveLimits): DirectoryList {
  if (!content.startsWith(intro)) throw damaged(place, 'it is not the list that tsmove writes', rewrite);
  const value: JsonValue = parseValue(content.slice(intro.length), place, limits);
  requireNoPrototype(value, place);
  const root: JsonPlace = { path: '', value, document: 'it' };
  try {
    if (!isJsonObject(value)) throw damaged(place, 'it is not the list that tsmove writes', rewrite);
    oneOf(at(root, 'format'), ['tsmove-directory']);
    if (count(at(root, 'formatVersion')) !== 1) throw damaged(place, 'a newer tsmove has written it', rewrite);
    return {
      files: list(at(root, 'files'), (file) => ({ name: text(at(file, 'name')), sha256: text(at(file, 'sha256')) })),
      pauses: new Map(list(at(root, 'pauses'), (pause) => [text(at(pause, 'uid')), patchIn(at(pause, 'restore'))])),
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw damaged(place, error.message, rewrite);
  }
}

function patchIn(place: JsonPlace): JsonObject {
  if (!isJsonObject(place.value)) throw wrong(place, 'an object');
  return place.value;
}

const rewrite = {
  hint: 'Nothing was changed. Without this file the directory is read as clusterctl reads it: every file in it.',
};
