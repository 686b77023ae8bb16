// An image as a file, in the format of `docker save`, made without an engine: a layer, its configuration, a manifest.
// The same content gives the same bytes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Kubernetes and engines call the processors that Node has other names for. */
const architectures = { x64: 'amd64', arm64: 'arm64' };

/**
 * @param {object} image
 * @param {string} image.work a folder for what is in between
 * @param {string} image.root the root folder of the image
 * @param {string} image.file the archive to write
 * @param {string} image.name `localhost/tsmove:0.1.0`
 * @param {string} image.arch as Node calls it
 * @param {object} image.config of the container, as engines know it
 */
export function writeDockerArchive({ work, root, file, name, arch, config }) {
  const architecture = architectures[arch];
  if (architecture === undefined) throw new Error(`there are no images for ${arch}`);
  const layer = join(work, 'layer.tar');
  tar(layer, root, ['.']);
  const image = {
    architecture,
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config,
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'scripts/build-image.js' }],
  };
  const text = JSON.stringify(image);
  const configName = `${createHash('sha256').update(text).digest('hex')}.json`;
  writeFileSync(join(work, configName), text);
  writeFileSync(
    join(work, 'manifest.json'),
    JSON.stringify([{ Config: configName, RepoTags: [name], Layers: ['layer.tar'] }]),
  );
  tar(file, work, ['manifest.json', configName, 'layer.tar']);
}

function tar(file, folder, names) {
  const { status, stderr, error } = spawnSync(
    'tar',
    [
      ...['--format=ustar', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'],
      ...['-cf', file, '-C', folder, ...names],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`tar: ${error?.message ?? stderr}`);
}

function sha256(file) {
  const hash = createHash('sha256');
  const part = Buffer.alloc(1 << 20);
  const handle = openSync(file, 'r');
  try {
    for (let read = readSync(handle, part); read > 0; read = readSync(handle, part))
      hash.update(part.subarray(0, read));
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}
