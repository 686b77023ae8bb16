// node scripts/measure-package.js [--install]
//
// Prints how long the command line takes to start, as a ratio to a Node that does nothing, and how much its installation
// comes to: with --install installed from a registry into an empty folder, otherwise counted in this workspace.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { install: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '..');
const rounds = 20;

const sizes = values.install ? installed() : declared();
const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 8);
const { model } = cpus()[0] ?? { model: 'unknown' };

console.log(`${process.platform}/${process.arch}, ${cpus().length} x ${model}, Node.js ${process.version}\n`);
console.log(`installed: ${megabytes(total)} in ${sizes.size} packages`);
for (const [name, bytes] of largest) console.log(`  ${megabytes(bytes).padStart(9)}  ${name}`);

const bin = join(root, 'packages/cli/bin/tsmove.js');
const executable = join(root, 'dist-sea', 'tsmove');
const commands = [['version'], ['version', '-o', 'json'], ['--help'], ['plan', '--help']];
const programs = {
  'node -e 0': ['-e', '0'],
  ...Object.fromEntries(commands.map((words) => [`tsmove ${words.join(' ')}`, [bin, ...words]])),
};
const times = new Map();
const measure = (name, command, args) => {
  // Processor time beside that of the clock: what else the machine does stretches the one and hardly the other.
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" > /dev/null 2>&1', 'bash', command, ...args];
  const { status, stderr } = spawnSync('bash', timed, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
  const [real, user, system] = stderr
    .trim()
    .split(' ')
    .map((seconds) => Number(seconds) * 1000);
  times.set(name, [...(times.get(name) ?? []), { clock: real, processor: user + system }]);
};
// In turn, so that whatever else the machine does hits all of them alike.
for (let round = 0; round < rounds; round += 1) {
  for (const [name, args] of Object.entries(programs)) measure(name, process.execPath, args);
  if (existsSync(executable))
    for (const words of commands) measure(`dist-sea/tsmove ${words.join(' ')}`, executable, words);
}
console.log(`\nmedian of ${rounds} starts, and its ratio to bare node: by the clock, and processor time`);
for (const [name, all] of times) {
  const shown = ['clock', 'processor'].map((kind) => {
    const ms = median(all.map((one) => one[kind]));
    const bare = median(times.get('node -e 0').map((one) => one[kind]));
    return `${ms.toFixed(0).padStart(5)} ms  ${(ms / bare).toFixed(2)}`;
  });
  console.log(`  ${shown.join('   ')}  ${name}`);
}

/** Bytes of each package that the command line needs, as the workspace has them. */
function declared() {
  const found = new Map();
  const visit = (folder) => {
    if (found.has(folder)) return;
    const { name, version, dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const isOurs = name.startsWith('@tsmove/');
    found.set(folder, { title: `${name} ${version}`, bytes: isOurs ? packed(folder) : bytesIn(folder) });
    for (const dependency of Object.keys(dependencies)) {
      const at = resolveFrom(folder, dependency);
      if (at !== undefined) visit(at);
    }
  };
  visit(join(root, 'packages/cli'));
  return new Map([...found.values()].map(({ title, bytes }) => [title, bytes]));
}

function resolveFrom(folder, name) {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (!existsSync(candidate)) continue;
    return name.startsWith('@tsmove/') ? join(root, 'packages', name.slice('@tsmove/'.length)) : candidate;
  }
  return undefined;
}

function packed(folder) {
  const { stdout } = npm(['pack', '--dry-run', '--json'], folder);
  return JSON.parse(stdout)[0].unpackedSize;
}

/** The same of a real installation from tarballs. */
function installed() {
  const directory = mkdtempSync(join(tmpdir(), 'tsmove-measure-'));
  try {
    for (const name of ['move-core', 'providers', 'cli']) {
      npm(['pack', '--pack-destination', directory], join(root, 'packages', name));
    }
    writeFileSync(join(directory, 'package.json'), '{ "private": true }');
    const tarballs = readdirSync(directory).filter((name) => name.endsWith('.tgz'));
    npm(['install', '--prefer-offline', '--omit=dev', ...tarballs.map((name) => `./${name}`)], directory);
    const lock = JSON.parse(readFileSync(join(directory, 'package-lock.json'), 'utf8'));
    return new Map(
      Object.entries(lock.packages)
        .filter(([path]) => path !== '' && existsSync(join(directory, path)))
        .map(([path, { version }]) => [
          `${path.slice('node_modules/'.length)} ${version}`,
          bytesIn(join(directory, path)),
        ]),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function npm(args, cwd) {
  const result = spawnSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0) throw new Error(`npm ${args.join(' ')}: ${result.stderr}`);
  return result;
}

/** Of a package alone: what others bring into its node_modules is theirs. */
function bytesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .reduce((sum, entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sum + bytesIn(path);
      return entry.isFile() ? sum + lstatSync(path).size : sum;
    }, 0);
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function megabytes(bytes) {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
