import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { moduleOfKubernetes } from './other-version.ts';
import { pinned, pinnedKubernetes, type Program } from './pinned.ts';
import { run } from './run.ts';

/** The folder with the pinned modules; it lies beside the source, also when this file runs compiled, from `dist`. */
export function pinnedModule(name: string): string {
  const candidates = [
    join(import.meta.dirname, 'go', name),
    join(import.meta.dirname, '..', '..', '..', 'support', 'binaries', 'go', name),
  ];
  const found = candidates.find((folder) => existsSync(join(folder, 'go.mod')));
  if (found === undefined) throw new Error(`no pinned Go module ${name} in ${candidates.join(' or ')}`);
  return found;
}

/**
 * The environment for Go: the pinned modules decide, not what the user has set up. `-mod=readonly` makes go.sum binding, so
 * neither a checksum database nor a change of the committed files is needed.
 */
export const goEnvironment: Readonly<Record<string, string>> = {
  GOWORK: 'off',
  GOFLAGS: '-mod=readonly',
  CGO_ENABLED: '0',
};

/**
 * Builds a program from its pinned module. The first build of everything takes minutes, then the cache serves.
 * @throws when there is no Go, or when it fails, with its last words
 */
export async function goBuild(program: Program, path: string): Promise<void> {
  const { module, goPackage, stamps, version } = pinned[program];
  const isOther = module === 'kubernetes' && version !== pinnedKubernetes;
  const stamped = Object.entries(stamps).map(([name, value]) => `-X ${name}=${value}`);
  await run(
    'go',
    ['build', '-trimpath', '-buildvcs=false', '-ldflags', ['-s -w', ...stamped].join(' '), '-o', path, goPackage],
    {
      cwd: isOther ? await moduleOfKubernetes(version) : pinnedModule(module),
      env: isOther ? { ...goEnvironment, GOFLAGS: '-mod=mod' } : goEnvironment,
    },
  ).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('there is no `go` on the PATH', { cause: error });
  });
}
