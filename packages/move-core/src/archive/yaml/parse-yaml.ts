import { CORE_SCHEMA, intCoreTag, loadAll } from 'js-yaml';
import type { JsonValue } from '../../model/json.ts';
import { damaged, tooLarge, type ArchivePlace } from '../failures.ts';
import type { ArchiveLimits } from '../limits.ts';
import { requireHarmless } from '../parse-value.ts';

/**
 * The documents of a YAML file, with all digits of 64-bit integers; empty ones are left out. Raises ArchiveError for
 * what is no YAML, and for files whose aliases or depth are made to fill memory. Its messages quote nothing.
 */
export function parseYaml(text: string, place: ArchivePlace, limits: ArchiveLimits): readonly JsonValue[] {
  const documents = load(text, place, limits).filter((document) => document !== null);
  for (const document of documents) requireHarmless(document, place, limits);
  return documents;
}

function load(text: string, place: ArchivePlace, limits: ArchiveLimits): readonly JsonValue[] {
  try {
    const { aliases: maxAliases, depth: maxDepth } = limits;
    // The schema makes nothing but what JSON has, and integers that a number cannot hold.
    return loadAll(text, { schema, maxAliases, maxDepth }) as readonly JsonValue[];
  } catch (error) {
    const reason = reasonOf(error);
    if (/\b(?:maxAliases|maxDepth)\b/.test(reason)) throw tooLarge(place, 'it has too many aliases or levels');
    // The parser's message shows the lines around the place, so perhaps a Secret.
    throw damaged(place, `it is not valid YAML${lineOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'reason' in error ? String(error.reason) : '';
}

function lineOf(error: unknown): string {
  const mark: unknown = error instanceof Error && 'mark' in error ? error.mark : undefined;
  if (typeof mark !== 'object' || mark === null || !('line' in mark) || typeof mark.line !== 'number') return '';
  return ` in line ${(mark.line + 1).toString()}`;
}

/** Integers of Kubernetes have 19. */
const mostDigits = 1_000;

const schema = CORE_SCHEMA.withTags({
  ...intCoreTag,
  resolve(source, isExplicit, tagName) {
    const found = intCoreTag.resolve(source, isExplicit, tagName);
    if (typeof found !== 'number' || Number.isSafeInteger(found) || !/^[-+]?\d+$/.test(source)) return found;
    // To read and write a million digits takes seconds, and ten million minutes; the number is what it was rounded to then.
    if (source.length > mostDigits) return found;
    return BigInt(source.replace(/^\+/, ''));
  },
});
