import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { binary } from '../binaries/binaries.ts';
import { cacheFolder } from '../binaries/cache.ts';
import { withFileLock } from '../binaries/file-lock.ts';
import type { Program } from '../binaries/pinned.ts';
import { run } from '../binaries/run.ts';
import { debianProgram } from './debian-packages.ts';

/** An image that a node can load, and the name under which pods use it, with the pull policy `Never`. */
export interface Image {
  readonly name: string;
  /** A tar archive as container engines write and read it. */
  readonly archive: string;
}

/** The container that holds a pod's namespaces. */
export const pauseImage = 'localhost/pause:1';

/** Shell and the usual small tools. */
export const shellImage = 'localhost/shell:1';

/** The name of the image of a manager: the program is `/manager`. */
export function imageOf(program: Program): string {
  return `localhost/${program}:1`;
}

const tools = [
  ...['sh', 'cat', 'cp', 'mv', 'mkdir', 'chmod', 'touch', 'sleep', 'ls', 'echo', 'test', 'id', 'kill', 'true', 'false'],
  ...['date', 'grep', 'sed', 'env', 'printf', 'rm', 'tail', 'head', 'wc'],
];

/** Waits for the signal to end, as a first process must do itself, and takes in orphans. */
const waiting = "trap 'exit 0' TERM INT; while :; do sleep 3600 & wait $!; done";

export async function imageForPause(): Promise<Image> {
  return makeImage(pauseImage, ['/bin/sh', '-c', waiting], {});
}

export async function imageForShell(): Promise<Image> {
  return makeImage(shellImage, ['/bin/sh', '-c', waiting], {});
}

/** The image of a manager that the test bed has built or fetched; it is static, so nothing else has to be in it. */
export async function imageForProgram(program: Program): Promise<Image> {
  return makeImage(imageOf(program), ['/manager'], { manager: (await binary(program)).path });
}

/** Puts busybox and these files into one layer. An image is made once, as its files have versions in their paths. */
async function makeImage(
  name: string,
  entrypoint: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Image> {
  const busybox = await debianProgram('busybox');
  const recipe = JSON.stringify([3, name, entrypoint, files, busybox, tools]);
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 16);
  const archive = join(cacheFolder(), 'images', `${key}.tar`);
  if (existsSync(archive)) return { name, archive };
  await mkdir(dirname(archive), { recursive: true });
  await withFileLock(`${archive}.lock`, async () => {
    if (existsSync(archive)) return;
    const workshop = await mkdtemp(`${archive}.making-`);
    try {
      const root = join(workshop, 'root');
      await mkdir(join(root, 'bin'), { recursive: true });
      await mkdir(join(root, 'tmp'));
      await chmod(join(root, 'tmp'), 0o1777);
      await copyFile(busybox, join(root, 'bin', 'busybox'));
      for (const tool of tools) await symlink('busybox', join(root, 'bin', tool));
      for (const [path, from] of Object.entries(files)) await copyFile(from, join(root, path));
      await pack(workshop, name, entrypoint);
      await rename(join(workshop, 'image.tar'), archive);
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  });
  return { name, archive };
}

/** Writes `image.tar` out of `root`, in the format of `docker save`. */
async function pack(workshop: string, name: string, entrypoint: readonly string[]): Promise<void> {
  const file = (path: string): string => join(workshop, path);
  const archiveOf = (...what: readonly string[]): readonly string[] => [
    ...['--numeric-owner', '--owner=0', '--group=0', '-cf', ...what],
  ];
  await run('tar', archiveOf(file('layer.tar'), '-C', file('root'), '.'));
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const config = {
    architecture,
    os: 'linux',
    config: { Entrypoint: entrypoint, Env: ['PATH=/bin'], WorkingDir: '/' },
    rootfs: { type: 'layers', diff_ids: [`sha256:${await sha256(file('layer.tar'))}`] },
    history: [{ created_by: 'the test bed' }],
  };
  await writeFile(file('config.json'), JSON.stringify(config));
  const manifest = [{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }];
  await writeFile(file('manifest.json'), JSON.stringify(manifest));
  await run('tar', archiveOf(file('image.tar'), '-C', workshop, 'manifest.json', 'config.json', 'layer.tar'));
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}
