// node scripts/krew-manifest.js --archives DIR --repository OWNER/NAME
//
// Fills packaging/krew/tsmove.yaml with the archives of a release, as tsmove.yaml beside them, and writes checksums.txt.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { releasedName } from './release/names.js';

const { values } = parseArgs({ options: { archives: { type: 'string' }, repository: { type: 'string' } } });
const { archives, repository } = values;
if (archives === undefined || repository === undefined) throw new Error('--archives and --repository are needed');

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'));
const homepage = `https://github.com/${repository}`;
const sha256 = (name) =>
  createHash('sha256')
    .update(readFileSync(join(archives, name)))
    .digest('hex');

const template = readFileSync(join(root, 'packaging/krew/tsmove.yaml'), 'utf8').replace(/^#.*\n/gm, '');
const [head, ...blocks] = template.split(/^(?= {4}- selector:)/m);
const filled = blocks.flatMap((block) => {
  const [, os] = /^ *os: (\w+)$/m.exec(block);
  const [, arch] = /^ *arch: (\w+)$/m.exec(block);
  const name = releasedName(version, os, arch);
  if (!existsSync(join(archives, name))) return [];
  const uri = `${homepage}/releases/download/v${version}/${name}`;
  return [block.replace(/\bURI$/m, uri).replace(/\bSHA256$/m, sha256(name))];
});
if (filled.length === 0) throw new Error(`no archive of version ${version} is in ${archives}`);
const manifest = [head.replace(/\bVERSION$/m, `v${version}`).replace(/\bHOMEPAGE$/m, homepage), ...filled].join('');
writeFileSync(join(archives, 'tsmove.yaml'), manifest);

const names = readdirSync(archives).filter((name) => name.endsWith('.tar.gz'));
const lines = names.sort().map((name) => `${sha256(name)}  ${name}\n`);
writeFileSync(join(archives, 'checksums.txt'), lines.join(''));
