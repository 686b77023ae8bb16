import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Image } from '../../support/node/images.ts';

const root = join(import.meta.dirname, '../../..');
const script = (name: string): string => join(root, 'scripts', name);

/** The image as `npm run build:image` makes it, out of what was built last; removed with the folder that it is in. */
export interface BuiltImage extends Image, AsyncDisposable {}

export async function buildImage(): Promise<BuiltImage> {
  const directory = await mkdtemp(join(tmpdir(), 'tsmove-image-'));
  const image: Image = { name: 'localhost/tsmove:test', archive: join(directory, 'tsmove.tar') };
  const run = async (...args: readonly string[]): Promise<void> => {
    await promisify(execFile)(process.execPath, args, { cwd: directory });
  };
  const dist = process.env['TSMOVE_TEST_SEA'] ?? join(directory, 'sea');
  if (process.env['TSMOVE_TEST_SEA'] === undefined) await run(script('build-sea.js'), '--out', dist);
  await run(script('build-image.js'), '--dist', dist, '--out', image.archive, '--name', image.name);
  return { ...image, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
