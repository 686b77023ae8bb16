// What is in the image: tsmove as one file, the libraries that it is linked to, and who its user is. Nothing else: no
// shell, no package manager, nothing to write to.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The user of the image; a number, so that Kubernetes can tell that it is not root. */
export const user = 65_532;

/**
 * Lays out the root folder of the image.
 *
 * @param {string} root an empty folder
 * @param {string} dist what `scripts/build-sea.js` has made
 * @param {string} sbom the text of the bill of materials
 */
export function layOutRoot(root, dist, sbom) {
  const program = join(dist, 'tsmove');
  put(program, join(root, 'usr', 'bin', 'tsmove'), 0o755);
  for (const library of librariesOf(program)) put(realpathSync(library), join(root, library), 0o755);
  write(join(root, 'etc', 'passwd'), `tsmove:x:${user}:${user}:tsmove:/:/usr/bin/tsmove\n`);
  write(join(root, 'etc', 'group'), `tsmove:x:${user}:\n`);
  const about = join(root, 'usr', 'share', 'doc', 'tsmove');
  for (const name of ['LICENSE', 'THIRD-PARTY']) put(join(dist, name), join(about, name), 0o644);
  write(join(about, 'sbom.spdx.json'), sbom);
}

/** The dynamic linker and what it would load, by the names under which the program asks for them. */
export function librariesOf(program) {
  const { status, stdout, stderr } = spawnSync('ldd', [program], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ldd ${program}: ${stderr}`);
  const libraries = stdout.split('\n').flatMap((line) => {
    const [, path] = /(?:=>\s*)?(\/\S+)\s+\(0x/.exec(line) ?? [];
    if (path === undefined && line.includes('not found')) throw new Error(`${program}: ${line.trim()}`);
    return path === undefined ? [] : [path];
  });
  return [...new Set(libraries)].sort();
}

function put(from, to, mode) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, mode);
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o644 });
}
