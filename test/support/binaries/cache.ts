import { access, chmod, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withFileLock } from './file-lock.ts';
import { pinned, type Program } from './pinned.ts';

/** Where built and downloaded things stay, outside any checkout: a fresh clone starts its servers at once. */
export function cacheFolder(): string {
  const own = process.env['TSMOVE_TEST_CACHE'];
  if (own !== undefined && own !== '') return own;
  const base = process.env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'tsmove', 'testbed');
}

/** Keyed by version, system and architecture, so that two checkouts with different pins do not fight. */
export function cachedPath(program: Program): string {
  const { module, version } = pinned[program];
  return join(cacheFolder(), `${module}-${version}-${process.platform}-${process.arch}`, program);
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Puts a program into the cache. `produce` writes it to a path beside its final one and it is renamed into place, so nobody
 * ever sees half a file; a second process that wants the same program waits for the first and then finds it.
 */
export async function fillCache<T>(
  program: Program,
  produce: (path: string) => Promise<T>,
): Promise<{ readonly path: string; readonly produced: T | undefined }> {
  const path = cachedPath(program);
  const folder = join(path, '..');
  await mkdir(folder, { recursive: true });
  return withFileLock(`${path}.lock`, async () => {
    if (await isExecutable(path)) return { path, produced: undefined };
    const workshop = await mkdtemp(`${path}.making-`);
    try {
      const made = join(workshop, program);
      const produced = await produce(made);
      await chmod(made, 0o755);
      await rename(made, path);
      return { path, produced };
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  });
}
