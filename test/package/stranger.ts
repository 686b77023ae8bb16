import { access, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packAll, root, run, type Tarball, unpack } from './tarballs.ts';

/** A project outside of the workspace that has installed the packages. */
export interface Project extends AsyncDisposable {
  readonly directory: string;
  readonly tarballs: readonly Tarball[];
}

/**
 * Installs what would be published into an empty folder, without a registry: each dependency that a package declares is
 * a link to what the workspace has installed, and nothing else is there. What a package uses without declaring it is
 * missing, as it would be for a stranger.
 */
export async function installedByStranger(): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), 'tsmove-stranger-'));
  const modules = join(directory, 'node_modules');
  const tarballs = await packAll(directory);
  for (const tarball of tarballs) {
    const folder = join(modules, tarball.name);
    await unpack(tarball, folder);
    const { dependencies = {} } = await readManifest(folder);
    const foreign = Object.keys(dependencies).filter((name) => !tarballs.some((one) => one.name === name));
    // In the package's own folder: another one that uses it has to declare it, too.
    for (const name of foreign)
      await link(await installedFor(tarball.folder, name), join(folder, 'node_modules', name));
  }
  // What a TypeScript project has besides.
  for (const name of ['typescript', '@types/node']) await link(await installedFor(root, name), join(modules, name));
  // Commands come from the manifests of what is installed.
  await run('npm', ['rebuild', '--ignore-scripts', '--offline'], { cwd: directory });
  return {
    directory,
    tarballs,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

async function readManifest(folder: string): Promise<{ readonly dependencies?: Readonly<Record<string, string>> }> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Awaited<ReturnType<typeof readManifest>>;
}

/** Where Node would find a package from there. */
async function installedFor(from: string, name: string): Promise<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (
      await access(found).then(
        () => true,
        () => false,
      )
    )
      return found;
    if (folder === dirname(folder)) throw new Error(`${name} is not installed for ${from}: run npm ci`);
  }
}

async function link(to: string, at: string): Promise<void> {
  await mkdir(dirname(at), { recursive: true });
  await symlink(to, at, 'dir');
}
