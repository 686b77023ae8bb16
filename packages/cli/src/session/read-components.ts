import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError, unfoldsBeyond, type KubeObject } from '@tsmove/move-core';
import { CORE_SCHEMA, intCoreTag, loadAll, mergeTag } from 'js-yaml';

/**
 * Objects of YAML files, and of all YAML files of directories, in the order of their names. Several documents in a file
 * and Lists are taken apart. Raises UsageError with the file, and never with what is in it.
 */
export async function readComponents(paths: readonly string[]): Promise<readonly KubeObject[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  return (await Promise.all(files.map(readFileOf))).flat();
}

async function filesOf(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = await readdir(path, { recursive: true });
    const files = names.filter((name) => /\.(?:ya?ml|json)$/.test(name)).sort();
    if (files.length === 0) {
      throw new UsageError(`${path}: there is no YAML file in this directory`, { hint: 'Name the files themselves.' });
    }
    return files.map((name) => join(path, name));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw unreadable(path, error);
  }
}

async function readFileOf(file: string): Promise<readonly KubeObject[]> {
  let documents: readonly unknown[];
  try {
    documents = loadAll(await readFile(file, 'utf8'), { schema, filename: file, maxAliases });
  } catch (error) {
    throw unreadable(file, error);
  }
  if (unfoldsBeyond(documents, mostValues)) throw tooLarge(file);
  return documents.flatMap((document, at) => objectsOf(document, `${file}, document ${(at + 1).toString()}`));
}

/** Aliases in one file: manifests that people write have a handful. */
const maxAliases = 100;
/** Values in one file, what aliases share counted as often as it is used. A release of Cluster API has some 200,000. */
const mostValues = 2_000_000;

function tooLarge(file: string): UsageError {
  return new UsageError(`${file} has aliases that make it larger than any file of components is`, {
    code: 'components-unreadable',
    hint: 'Write out what the aliases stand for, or make sure where the file is from.',
  });
}

function unreadable(path: string, error: unknown): UsageError {
  // The reason of a YAML error is a phrase; its message would show the lines around it, and the phrase may quote a word.
  const reason =
    error instanceof Error && 'reason' in error
      ? String(error.reason).replace(/[ :]*["'`<{[!&*(\n].*$/s, '')
      : errorCode(error);
  return new UsageError(`${path} cannot be read: ${reason}`, {
    code: 'components-unreadable',
    hint: 'Give YAML files of Kubernetes objects, or directories of them.',
  });
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

function objectsOf(document: unknown, place: string): readonly KubeObject[] {
  // Between two `---` there may be nothing but comments.
  if (document === null || document === undefined) return [];
  if (!isRecord(document)) throw noObject(place);
  const { kind, items } = document;
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    return items.flatMap((item: unknown, at) => objectsOf(item, `${place}, item ${(at + 1).toString()}`));
  }
  if (!isObject(document)) throw noObject(place);
  return [document];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObject(value: Readonly<Record<string, unknown>>): value is KubeObject {
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isRecord(metadata)) return false;
  return typeof metadata['name'] === 'string' && metadata['name'] !== '';
}

function noObject(place: string): UsageError {
  return new UsageError(`${place} is no Kubernetes object: it needs apiVersion, kind and metadata.name`, {
    code: 'components-unreadable',
    hint: 'Give what kubectl apply would take. Templates have to be rendered first.',
  });
}

/**
 * Numbers as Kubernetes' own YAML reader takes them: 0644 is octal, and file modes are written so. Dates stay texts, as
 * JSON has none.
 */
const schema = CORE_SCHEMA.withTags(mergeTag, {
  ...intCoreTag,
  resolve(source, isExplicit, tagName) {
    const [, sign, digits] = /^([-+]?)0([0-7]+)$/.exec(source) ?? [];
    if (digits === undefined) return intCoreTag.resolve(source, isExplicit, tagName);
    return Number.parseInt(`${sign ?? ''}${digits}`, 8);
  },
});
