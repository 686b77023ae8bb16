import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder } from '../binaries/cache.ts';
import { withFileLock } from '../binaries/file-lock.ts';
import { goEnvironment, pinnedModule } from '../binaries/go-build.ts';
import { crdModules } from '../binaries/pinned.ts';
import { run } from '../binaries/run.ts';
import { renderSet, type Crd } from './render.ts';

/** The sets of kinds that `clusterctl init` would install, one per provider, and clusterctl's own inventory. */
export type CrdSet = 'core' | 'kubeadm-bootstrap' | 'kubeadm-control-plane' | 'capd' | 'clusterctl';

export const allCrdSets: readonly CrdSet[] = [
  'core',
  'kubeadm-bootstrap',
  'kubeadm-control-plane',
  'capd',
  'clusterctl',
];

const moduleOf = (set: CrdSet): { readonly path: string; readonly version: string } =>
  set === 'capd' ? crdModules.test : crdModules.core;

/**
 * The CustomResourceDefinitions of a set as the provider's release would install them. They come from the pinned Go
 * modules, whose checksums go.sum holds; what was read once is kept in the cache as JSON, so Go runs once per machine.
 */
export async function crdsOf(set: CrdSet): Promise<readonly Crd[]> {
  const { version } = moduleOf(set);
  // The last part counts changes of the rendering itself.
  const folder = join(cacheFolder(), `crds-${version}-r1`);
  const path = join(folder, `${set}.json`);
  const cached = await readCached(path);
  if (cached !== undefined) return cached;
  await mkdir(folder, { recursive: true });
  return withFileLock(`${path}.lock`, async () => {
    const meanwhile = await readCached(path);
    if (meanwhile !== undefined) return meanwhile;
    const crds = await renderSet(set, await moduleFolder(moduleOf(set)));
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(crds));
    await rename(draft, path);
    return crds;
  });
}

async function readCached(path: string): Promise<readonly Crd[] | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as readonly Crd[];
  } catch {
    return undefined;
  }
}

/** Downloads a module, checked against go.sum, unless Go has it already; returns where it lies. */
async function moduleFolder(module: { readonly path: string; readonly version: string }): Promise<string> {
  const said = await run('go', ['mod', 'download', '-json', `${module.path}@${module.version}`], {
    cwd: pinnedModule('crds'),
    env: { ...goEnvironment, GOFLAGS: '-mod=mod' },
  });
  const { Dir: folder } = JSON.parse(said) as { readonly Dir: string };
  return folder;
}
