import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// What the bill of materials of the image names, against what the program in the image is really made of.

const root = join(import.meta.dirname, '../..');
const script = (name: string): string => join(root, 'scripts', name);
const inRoot = 'usr/share/doc/tsmove/sbom.spdx.json';
let directory: string;

interface Bill {
  readonly packages: readonly {
    readonly SPDXID: string;
    readonly name: string;
    readonly versionInfo?: string;
    readonly checksums?: readonly { readonly algorithm: string; readonly checksumValue: string }[];
  }[];
}

async function run(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, args, { cwd: directory });
}

async function layOut(dist: string, to: string): Promise<Bill> {
  await run(script('build-image.js'), '--dist', dist, '--root', to);
  return JSON.parse(await readFile(join(to, inRoot), 'utf8')) as Bill;
}

/** Texts of some length as they stand in a script, without those that a bundler may write in another way. */
function textsIn(script: string): ReadonlySet<string> {
  const found = script.matchAll(/(["'`])([\x20-\x7e]{24,200}?)\1/g);
  return new Set([...found].flatMap(([, , text = '']) => (/["'`\\]|\$\{/.test(text) ? [] : [text])));
}

/** Every script of a package, those of packages inside of it left out. */
async function scriptsOf(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true });
  const scripts = files.filter((file) => /\.[cm]?js$/.test(file) && !file.includes('node_modules'));
  return Promise.all(scripts.map((file) => readFile(join(folder, file), 'latin1')));
}

/**
 * The packages of which a program holds texts that no other package has, nor Node: found in the program itself, without
 * asking whoever has bundled it. A package without such texts is not found.
 */
async function packagesIn(program: string): Promise<ReadonlySet<string>> {
  const [there, ofNode] = await Promise.all([program, process.execPath].map((file) => readFile(file, 'latin1')));
  const texts = textsIn(there ?? '');
  const nodes = textsIn(ofNode ?? '');
  const owners = new Map<string, Set<string>>();
  for (const [path, { dev }] of Object.entries((await lockFile()).packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name === undefined || dev === true || name.startsWith('@tsmove/')) continue;
    // One for another system is not there.
    if (!existsSync(join(root, path))) continue;
    for (const script of await scriptsOf(join(root, path))) {
      for (const text of textsIn(script)) {
        if (texts.has(text) && !nodes.has(text)) owners.set(text, (owners.get(text) ?? new Set()).add(name));
      }
    }
  }
  return new Set([...owners.values()].flatMap((names) => (names.size === 1 ? [...names] : [])));
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly dev?: boolean }>>;
}

async function lockFile(): Promise<LockFile> {
  return JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as LockFile;
}

function npmPackages({ packages }: Bill): readonly string[] {
  const ids = packages.filter(({ SPDXID }) => /^SPDXRef-(?:npm|workspace)-/.test(SPDXID));
  return [...new Set(ids.map(({ name }) => name))].sort();
}

describe('the bill of materials of the image', () => {
  let dist: string;
  let bill: Bill;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tsmove-sbom-'));
    dist = join(directory, 'sea');
    await run(script('build-sea.js'), '--out', dist);
    bill = await layOut(dist, join(directory, 'root'));
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('names every package that the program holds texts of; one that it left out would be found', async () => {
    const inProgram = [...(await packagesIn(join(directory, 'root/usr/bin/tsmove')))].sort();
    expect(inProgram).toEqual(expect.arrayContaining(['graphology', 'js-yaml', 'lossless-json']));
    expect(inProgram.filter((name) => !npmPackages(bill).includes(name))).toEqual([]);

    const file = join(dist, 'packages.json');
    const text = await readFile(file, 'utf8');
    const without = (JSON.parse(text) as readonly string[]).filter((folder) => folder !== 'node_modules/graphology');
    await writeFile(file, JSON.stringify(without));
    const other = await layOut(dist, join(directory, 'other'));
    await writeFile(file, text);
    expect(inProgram.filter((name) => !npmPackages(other).includes(name))).toEqual(['graphology']);
  });

  test('says of each package which version it is, and of what was downloaded its checksum', async () => {
    const lock = await lockFile();
    for (const one of bill.packages) {
      if (!one.SPDXID.startsWith('SPDXRef-npm-')) continue;
      expect(one.checksums?.[0]?.checksumValue, one.name).toMatch(/^[0-9a-f]{40,}$/);
      const versions = Object.entries(lock.packages)
        .filter(([path]) => path.endsWith(`node_modules/${one.name}`))
        .map(([, { version }]) => version);
      expect(versions, one.name).toContain(one.versionInfo);
    }
    expect(bill.packages.find(({ name }) => name === 'node')?.versionInfo).toBe(process.version.slice(1));
  });
});
