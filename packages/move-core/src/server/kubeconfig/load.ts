import { readFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { KubeconfigError } from '../../errors.ts';
import type { Environment } from '../environment.ts';
import { parseKubeconfig } from './parse.ts';
import type { Kubeconfig } from './types.ts';

const nothing: Kubeconfig = { files: [], currentContext: undefined, contexts: [], clusters: [], users: [] };

/** The one file that was asked for. Raises KubeconfigError if it cannot be read. */
export async function loadKubeconfigFile(file: string): Promise<Kubeconfig> {
  const found = await readIfPresent(file);
  if (found === undefined) throw new KubeconfigError(`kubeconfig ${file} does not exist`);
  return found;
}

/** Files that are read when none is named: the KUBECONFIG list, else `~/.kube/config`. */
export function defaultKubeconfigFiles(environment: Environment): readonly string[] {
  const list = (environment.env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  return list.length > 0 ? [...new Set(list)] : [join(environment.homeDir, '.kube', 'config')];
}

/** Reads and merges files by kubectl's rules: missing ones are skipped, and the first to say something is right. */
export async function loadKubeconfigList(files: readonly string[]): Promise<Kubeconfig> {
  let merged = nothing;
  for (const file of files) {
    const next = await readIfPresent(file);
    if (next !== undefined) merged = mergeKubeconfigs(merged, next);
  }
  return merged;
}

function mergeKubeconfigs(first: Kubeconfig, second: Kubeconfig): Kubeconfig {
  return {
    files: [...first.files, ...second.files],
    currentContext: first.currentContext ?? second.currentContext,
    contexts: mergeByName(first.contexts, second.contexts),
    clusters: mergeByName(first.clusters, second.clusters),
    users: mergeByName(first.users, second.users),
  };
}

function mergeByName<Entry extends { readonly name: string }>(
  first: readonly Entry[],
  second: readonly Entry[],
): readonly Entry[] {
  const names = new Set(first.map((entry) => entry.name));
  return [...first, ...second.filter((entry) => !names.has(entry.name))];
}

async function readIfPresent(file: string): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = await readFile(resolve(file), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new KubeconfigError(
      `kubeconfig ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  return parseKubeconfig(file, text);
}
