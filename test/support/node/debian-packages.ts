import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheFolder, isExecutable } from '../binaries/cache.ts';
import { withFileLock } from '../binaries/file-lock.ts';
import { run } from '../binaries/run.ts';

/** Programs that Debian builds; as old as the distribution is, and never installed: only taken out of the package. */
const packages = {
  containerd: { name: 'containerd', path: 'usr/bin/containerd' },
  'containerd-shim-runc-v2': { name: 'containerd', path: 'usr/bin/containerd-shim-runc-v2' },
  ctr: { name: 'containerd', path: 'usr/bin/ctr' },
  runc: { name: 'runc', path: 'usr/sbin/runc' },
  loopback: { name: 'containernetworking-plugins', path: 'usr/lib/cni/loopback' },
  dockerd: { name: 'docker.io', path: 'usr/sbin/dockerd' },
  'docker-proxy': { name: 'docker.io', path: 'usr/sbin/docker-proxy' },
  busybox: { name: 'busybox-static', path: 'bin/busybox' },
} as const;

export type DebianProgram = keyof typeof packages;

/** What a node needs. */
export const nodePackages = ['containerd', 'containerd-shim-runc-v2', 'ctr', 'runc', 'loopback', 'busybox'] as const;

/** What a container engine of the test bed's own needs. */
export const enginePackages = ['dockerd', 'docker-proxy', 'containerd', 'containerd-shim-runc-v2', 'runc'] as const;

/** busybox goes into images, where nothing else is: only the static one of the package will do. */
const fromMachine: ReadonlySet<DebianProgram> = new Set([
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'runc',
  'loopback',
  'dockerd',
  'docker-proxy',
]);

/** Where they may be installed besides the PATH. */
const usual = ['/usr/sbin', '/usr/lib/cni', '/opt/cni/bin'];

/**
 * Finds a program: on the machine, in the cache, or in its Debian package, whose signature apt checks.
 * @throws when none of these has it
 */
export async function debianProgram(program: DebianProgram): Promise<string> {
  if (fromMachine.has(program)) {
    const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...usual];
    const installed = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
    if (installed !== undefined) return installed;
  }
  const { name, path } = packages[program];
  const cached = join(extracted(name), path);
  if (await isExecutable(cached)) return cached;
  await extract(name).catch((error: unknown) => {
    throw new Error(
      `${program}: it is not installed, and the package ${name} could not be fetched with apt-get: ${String(error)}`,
      { cause: error },
    );
  });
  return cached;
}

/**
 * Folders for LD_LIBRARY_PATH with what dockerd is linked with and not every machine has. None where the distribution
 * has no such package, because its dockerd then does not need it.
 */
export async function engineLibraries(): Promise<readonly string[]> {
  const name = 'libdevmapper1.02.1';
  if (!existsSync(extracted(name))) {
    const got = await extract(name).then(
      () => true,
      () => false,
    );
    if (!got) return [];
  }
  const parents = ['lib', 'usr/lib'].map((path) => join(extracted(name), path)).filter((path) => existsSync(path));
  const inside = await Promise.all(parents.map(async (path) => (await readdir(path)).map((one) => join(path, one))));
  return inside.flat();
}

function extracted(name: string): string {
  return join(cacheFolder(), `debian-${process.arch}`, name);
}

/** Takes a package apart, unless another process has done so meanwhile. */
async function extract(name: string): Promise<void> {
  const folder = extracted(name);
  await mkdir(join(folder, '..'), { recursive: true });
  await withFileLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    const workshop = await mkdtemp(`${folder}.making-`);
    try {
      await fetchPackage(name, workshop);
      await rename(join(workshop, 'content'), folder);
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  });
}

async function fetchPackage(name: string, workshop: string): Promise<void> {
  const fetch = (): Promise<string> => run('apt-get', ['download', '-q', name], { cwd: workshop });
  // Lists of packages are missing on new machines, and out of date on old ones.
  await fetch().catch(async () => {
    await run('apt-get', ['update', '-q'], { cwd: workshop });
    await fetch();
  });
  const file = (await readdir(workshop)).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error('apt-get has left no package');
  await run('dpkg-deb', ['--extract', join(workshop, file), join(workshop, 'content')]);
}
