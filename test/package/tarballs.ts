import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const root: string = join(import.meta.dirname, '../..');
export const run: (
  file: string,
  args: readonly string[],
  options: { readonly cwd: string },
) => Promise<{ stdout: string; stderr: string }> = promisify(execFile);

/** What `npm publish` would upload for one package. */
export interface Tarball {
  readonly name: string;
  /** Folder of the package in the workspace. */
  readonly folder: string;
  /** The .tgz. */
  readonly file: string;
  /** Paths in it. */
  readonly paths: readonly string[];
}

/** Packs the three packages as they would be published. */
export async function packAll(directory: string): Promise<readonly Tarball[]> {
  const tarballs: Tarball[] = [];
  for (const name of ['move-core', 'providers', 'cli']) {
    const folder = join(root, 'packages', name);
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', directory], { cwd: folder });
    const [packed] = JSON.parse(stdout) as readonly {
      readonly name: string;
      readonly filename: string;
      readonly files: readonly { readonly path: string }[];
    }[];
    if (packed === undefined) throw new Error(`npm pack has packed nothing of ${folder}`);
    const file = join(directory, packed.filename.replace('@', '').replace('/', '-'));
    tarballs.push({ name: packed.name, folder, file, paths: packed.files.map(({ path }) => path).sort() });
  }
  return tarballs;
}

/** Unpacks a tarball into a folder, which is made. */
export async function unpack({ file }: Tarball, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run('tar', ['-xzf', file, '--strip-components=1', '-C', folder], { cwd: folder });
}
