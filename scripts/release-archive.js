// node scripts/release-archive.js --from DIR --to DIR
//
// Packs what `npm run build:sea` has made for this platform as it is released: tsmove_v0.1.0_linux_amd64.tar.gz, with
// the program, the licence and the licences of all that it carries.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { archiveName } from './release/names.js';

const { values } = parseArgs({
  options: { from: { type: 'string', default: 'dist-sea' }, to: { type: 'string', default: 'dist-release' } },
});
const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'));
const to = resolve(root, values.to);
mkdirSync(to, { recursive: true });
const name = archiveName(version, process.platform, process.arch);
const program = process.platform === 'win32' ? 'tsmove.exe' : 'tsmove';
// Relative to where it runs: tar takes what stands before a colon for a host.
const { status } = spawnSync(
  'tar',
  ['-czf', name, '-C', resolve(root, values.from), program, 'LICENSE', 'THIRD-PARTY'],
  {
    cwd: to,
    stdio: 'inherit',
  },
);
if (status !== 0) throw new Error(`tar could not write ${name}`);
console.log(join(to, name));
