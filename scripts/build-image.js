// node scripts/build-image.js [--dist DIR] [--root DIR] [--out FILE] [--name IMAGE]
//
// Makes the image of tsmove without an engine, out of what `npm run build:sea` has left in DIR (default dist-sea): an
// archive as `docker load` and `ctr images import` read it. With --root only the image's root folder is laid out there,
// which is what packaging/image/Containerfile copies; both ways end in the same files.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { writeDockerArchive } from './image/docker-archive.js';
import { layOutRoot, librariesOf, user } from './image/root-folder.js';
import { sbomText } from './image/sbom.js';

const { values } = parseArgs({
  options: {
    dist: { type: 'string', default: 'dist-sea' },
    root: { type: 'string' },
    out: { type: 'string', default: 'dist-image/tsmove.tar' },
    name: { type: 'string' },
  },
});
const repository = join(import.meta.dirname, '..');
const cli = join(repository, 'packages', 'cli');
const dist = resolve(repository, values.dist);
const { version } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8'));
const program = join(dist, 'tsmove');
if (!existsSync(program)) throw new Error(`${program} is not there: run npm run build:sea`);

const packages = JSON.parse(readFileSync(join(dist, 'packages.json'), 'utf8'));
const sbom = sbomText({
  root: repository,
  folders: packages.map((folder) => join(repository, folder)),
  version,
  node: process.version,
  libraries: librariesOf(program),
});

if (values.root !== undefined) {
  layOutRoot(resolve(values.root), dist, sbom);
} else {
  const file = resolve(repository, values.out);
  const work = mkdtempSync(join(tmpdir(), 'tsmove-image-'));
  try {
    const root = join(work, 'root');
    mkdirSync(root);
    layOutRoot(root, dist, sbom);
    mkdirSync(dirname(file), { recursive: true });
    const config = {
      User: `${user}:${user}`,
      Entrypoint: ['/usr/bin/tsmove'],
      Env: ['PATH=/usr/bin', 'HOME=/', 'CI=true'],
      WorkingDir: '/',
      Labels: { 'org.opencontainers.image.title': 'tsmove', 'org.opencontainers.image.version': version },
    };
    const name = values.name ?? `localhost/tsmove:${version}`;
    writeDockerArchive({ work, root, file, name, arch: process.arch, config });
    writeFileSync(file.replace(/\.tar$/, '.spdx.json'), sbom);
    console.log(`${file}: ${name}, ${packages.length} packages`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
