import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder } from '../binaries/cache.ts';
import { withFileLock } from '../binaries/file-lock.ts';
import { goEnvironment, pinnedModule } from '../binaries/go-build.ts';
import { crdModules, type CrdModule } from '../binaries/pinned.ts';
import { run } from '../binaries/run.ts';
import { renderSet, type Crd } from './render.ts';

/**
 * The sets of kinds that `clusterctl init` would install, one per provider, and clusterctl's own inventory. The
 * baremetal-operator's (`bmo`) is the one that clusterctl does not install; `argo` is no provider's, and has the kind of our
 * example.
 */
export type CrdSet =
  | 'core'
  | 'kubeadm-bootstrap'
  | 'kubeadm-control-plane'
  | 'capd'
  | 'clusterctl'
  | 'bmo'
  | 'capm3'
  | 'ipam-metal3'
  | 'byoh'
  | 'argo';

/** What most tests have installed, called 'all': Cluster API with the Docker provider. The others are asked for by name. */
export const allCrdSets: readonly CrdSet[] = [
  'core',
  'kubeadm-bootstrap',
  'kubeadm-control-plane',
  'capd',
  'clusterctl',
];

const modules: Readonly<Record<CrdSet, CrdModule>> = {
  core: crdModules.core,
  'kubeadm-bootstrap': crdModules.core,
  'kubeadm-control-plane': crdModules.core,
  capd: crdModules.test,
  clusterctl: crdModules.core,
  bmo: crdModules.bmo,
  capm3: crdModules.capm3,
  'ipam-metal3': crdModules.ipamMetal3,
  byoh: crdModules.byoh,
  argo: crdModules.argo,
};

/**
 * The CustomResourceDefinitions of a set as the provider's release would install them. They come from the pinned Go
 * modules, whose checksums go.sum holds; what was read once is kept in the cache as JSON, so Go runs once per machine.
 */
export async function crdsOf(set: CrdSet): Promise<readonly Crd[]> {
  return keptOf(modules[set], set, async (folder) => renderSet(set, folder));
}

/**
 * What was made out of the files of a module, or what was kept of that the last time.
 * @param name the file it is kept in, one for each thing that is made out of modules of one version
 */
export async function keptOf<T>(
  module: CrdModule,
  name: string,
  make: (moduleFolder: string) => Promise<T>,
): Promise<T> {
  // The last part counts changes of what is made.
  const folder = join(cacheFolder(), `crds-${module.version}-r1`);
  const path = join(folder, `${name}.json`);
  const kept = await readKept(path);
  if (kept !== undefined) return kept as T;
  await mkdir(folder, { recursive: true });
  return withFileLock(`${path}.lock`, async () => {
    const meanwhile = await readKept(path);
    if (meanwhile !== undefined) return meanwhile as T;
    const made = await make(await moduleFolder(module));
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(made));
    await rename(draft, path);
    return made;
  });
}

async function readKept(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Downloads a module, checked against go.sum, unless Go has it already; returns where it lies. */
async function moduleFolder({ path, version, pins }: CrdModule): Promise<string> {
  const said = await run('go', ['mod', 'download', '-json', `${path}@${version}`], {
    cwd: pinnedModule(pins),
    env: { ...goEnvironment, GOFLAGS: '-mod=mod' },
  });
  const { Dir: folder } = JSON.parse(said) as { readonly Dir: string };
  return folder;
}
