import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Provider, UsageError } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import type { ProviderFlags } from '../flags/providers.ts';
import type { MoveLibrary } from '../library.ts';
import { importFile } from './import-file.ts';
import { isProvider, providerFault } from './provider-shape.ts';

/**
 * The providers that the flags ask for: the user's first, in the order given, then those that come with tsmove. Nothing
 * is loaded that is not named. Raises UsageError, with the file and the field that is wrong.
 */
export async function loadProviders(
  context: CliContext,
  library: MoveLibrary,
  flags: Partial<ProviderFlags>,
): Promise<readonly Provider[]> {
  const own: Provider[] = [];
  for (const file of flags.provider ?? []) own.push(...(await loadFile(context, file)));
  const providers = [...own, ...library.createProviders(optionsOf(flags))];
  const names = providers.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return providers;
  throw new UsageError(`two providers are named ${twice}`, {
    code: 'provider-named-twice',
    hint: 'Give yours another name: journals tell providers apart by it.',
  });
}

function optionsOf(flags: Partial<ProviderFlags>): Parameters<MoveLibrary['createProviders']>[0] {
  return {
    byoh: {
      ...(flags.byohHosts === undefined ? {} : { mode: flags.byohHosts }),
      ...(flags.byohCopyInstallerTemplates === true ? { copyInstallerTemplates: true } : {}),
    },
  };
}

async function loadFile({ homeDir }: CliContext, file: string): Promise<readonly Provider[]> {
  const path = resolve(file.replace(/^~(?=\/)/, homeDir));
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw fault(file, 'there is no such file');
  const exported = await exportOf(file, path);
  const many = Array.isArray(exported);
  return (many ? exported : [exported]).map((value: unknown, at) => {
    if (isProvider(value)) return value;
    const wrong = providerFault(value) ?? 'it is no provider';
    throw fault(file, many ? `[${at.toString()}]: ${wrong}` : wrong);
  });
}

async function exportOf(file: string, path: string): Promise<unknown> {
  let module: unknown;
  try {
    module = await importFile(path);
  } catch (error) {
    throw fault(file, 'it cannot be loaded', error);
  }
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default;
  throw fault(file, 'it has no default export, which should be a provider or an array of them');
}

function fault(file: string, wrong: string, cause?: unknown): UsageError {
  return new UsageError(`--provider ${file}: ${wrong}`, {
    code: 'provider-unusable',
    ...(cause === undefined ? {} : { cause }),
  });
}
