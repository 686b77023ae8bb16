import { join } from 'node:path';
import { cacheFolder, cachedPath, fillCache, isExecutable } from './cache.ts';
import { download, downloadsAllowed, isPublished } from './download.ts';
import { goBuild } from './go-build.ts';
import { pinned, type Program } from './pinned.ts';

/** A program that is ready to run, and where it came from. */
export interface Binary {
  readonly program: Program;
  readonly path: string;
  readonly source: 'KUBEBUILDER_ASSETS' | 'cache' | 'download' | 'go';
  /** The one line that says which source served, and why those before it did not. */
  readonly said: string;
}

const known = new Map<Program, Promise<Binary>>();

/** Finds a program, or makes it: the folder in KUBEBUILDER_ASSETS, the cache, a verified download, a Go build, in that order. */
export function binary(program: Program): Promise<Binary> {
  const before = known.get(program);
  if (before !== undefined) return before;
  const found = find(program);
  known.set(program, found);
  found.catch(() => known.delete(program));
  return found;
}

async function find(program: Program): Promise<Binary> {
  const misses: string[] = [];
  const served = (source: Binary['source'], path: string, detail: string): Binary => ({
    program,
    path,
    source,
    said: `${program}: ${detail}${misses.length === 0 ? '' : ` (${misses.join('; ')})`}`,
  });

  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined && assets !== '') {
    const path = join(assets, program);
    if (await isExecutable(path)) return served('KUBEBUILDER_ASSETS', path, `KUBEBUILDER_ASSETS has ${path}`);
    misses.push(`not in KUBEBUILDER_ASSETS ${assets}`);
  }

  const cached = cachedPath(program);
  if (await isExecutable(cached)) return served('cache', cached, `cached in ${cached}`);

  const { version } = pinned[program];
  const attempt = async (
    source: 'download' | 'go',
    /** Writes the program there and says what it did. */
    make: (path: string) => Promise<string>,
  ): Promise<Binary | undefined> => {
    const start = performance.now();
    try {
      const { path, produced } = await fillCache(program, make);
      const seconds = Math.round((performance.now() - start) / 100) / 10;
      if (produced === undefined) return served('cache', path, `cached in ${path}, by another process`);
      return served(source, path, `${produced} in ${seconds} s, cached in ${path}`);
    } catch (error) {
      misses.push(`no ${source}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  if (!isPublished(program)) misses.push('no download: nobody publishes it with a checksum');
  else if (downloadsAllowed()) {
    const downloaded = await attempt('download', async (path) => `downloaded from ${await download(program, path)}`);
    if (downloaded !== undefined) return downloaded;
  } else misses.push('TSMOVE_TEST_DOWNLOAD=off');

  const built = await attempt('go', async (path) => {
    await goBuild(program, path);
    return `built ${version} with Go`;
  });
  if (built !== undefined) return built;

  throw new Error(
    [
      `${program}: no source serves it.`,
      ...misses.map((miss) => `  - ${miss}`),
      `Do one of these: set KUBEBUILDER_ASSETS to a folder that holds ${program} (${version}); put it into ${cacheFolder()};`,
      `${isPublished(program) ? 'open the way to dl.k8s.io and github.com; or' : 'or, as it can only be built,'} install Go 1.26 or newer (https://go.dev/dl) with a module proxy in reach.`,
    ].join('\n'),
  );
}
