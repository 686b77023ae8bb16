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
  busybox: { name: 'busybox-static', path: 'bin/busybox' },
} as const;

export type DebianProgram = keyof typeof packages;

export const debianPrograms: readonly DebianProgram[] = Object.keys(packages) as DebianProgram[];

/** busybox goes into images, where nothing else is: only the static one of the package will do. */
const fromMachine: ReadonlySet<DebianProgram> = new Set([
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'runc',
  'loopback',
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
  const folder = join(cacheFolder(), `debian-${process.arch}`, name);
  const cached = join(folder, path);
  if (await isExecutable(cached)) return cached;
  await mkdir(join(folder, '..'), { recursive: true });
  await withFileLock(`${folder}.lock`, async () => {
    if (await isExecutable(cached)) return;
    const workshop = await mkdtemp(`${folder}.making-`);
    try {
      await fetchPackage(name, workshop);
      await rm(folder, { recursive: true, force: true });
      await rename(join(workshop, 'content'), folder);
    } catch (error) {
      throw new Error(
        `${program}: it is not installed, and the package ${name} could not be fetched with apt-get: ${String(error)}`,
        {
          cause: error,
        },
      );
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  });
  return cached;
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
