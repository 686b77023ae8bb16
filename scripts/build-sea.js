// node scripts/build-sea.js [--out DIR] [--release]
//
// Makes tsmove a program of one file: bundle, blob, and a copy of this Node with the blob in it. Beside it the licences
// of all that it carries. The program runs where this Node runs: same system, same processor. With --release it is an
// error if this Node has come without its licence.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { inject } from 'postject';
import { packageFiles } from '../packages/cli/dist/package-files.js';
import { bundleProgram } from './sea/bundle.js';
import { licenceOfNode, thirdPartyText } from './sea/third-party.js';

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'dist-sea' }, release: { type: 'boolean', default: false } },
});
const root = join(import.meta.dirname, '..');
const cli = join(root, 'packages', 'cli');
const out = resolve(root, values.out);
const program = join(out, process.platform === 'win32' ? 'tsmove.exe' : 'tsmove');
const work = mkdtempSync(join(tmpdir(), 'tsmove-sea-'));

try {
  mkdirSync(out, { recursive: true });
  const { code, packages } = await bundleProgram(join(cli, 'dist', 'main.js'));
  const nodeLicence = licenceOfNode();
  if (nodeLicence === undefined) {
    const sentence = `no licence of Node.js was found beside ${process.execPath}: the program must not be handed on`;
    if (values.release) throw new Error(sentence);
    console.error(sentence);
  }
  writeFileSync(join(out, 'THIRD-PARTY'), thirdPartyText(packages, nodeLicence ?? 'Its licence was not found.'));
  // For the bill of materials of whatever carries this very program.
  const folders = packages.map((folder) => relative(root, folder).split(sep).join('/'));
  writeFileSync(join(out, 'packages.json'), `${JSON.stringify(folders, undefined, 2)}\n`);
  copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'));

  writeFileSync(join(work, 'main.cjs'), code);
  const config = {
    main: join(work, 'main.cjs'),
    output: join(work, 'tsmove.blob'),
    disableExperimentalSEAWarning: true,
    // Most of the script is not run by any one command; with the cache it need not even be read.
    useCodeCache: true,
    assets: Object.fromEntries(packageFiles.map((path) => [path, join(cli, path)])),
  };
  writeFileSync(join(work, 'sea.json'), JSON.stringify(config));
  run(process.execPath, ['--experimental-sea-config', join(work, 'sea.json')]);

  rmSync(program, { force: true });
  copyFileSync(process.execPath, program);
  chmodSync(program, 0o755);
  // A signature that no longer fits the file keeps macOS from starting it at all.
  if (process.platform === 'darwin') run('codesign', ['--remove-signature', program]);
  await inject(program, 'NODE_SEA_BLOB', readFileSync(config.output), {
    // Of Node itself, the same for every program: where it looks for a blob.
    sentinelFuse: 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
    ...(process.platform === 'darwin' ? { machoSegmentName: 'NODE_SEA' } : {}),
  });
  if (process.platform === 'darwin') run('codesign', ['--sign', '-', program]);
  console.log(`${program}: ${packages.length} packages, a script of ${Math.round(code.length / 1024)} KiB`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
}
