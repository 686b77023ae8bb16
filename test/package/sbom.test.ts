import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

/** The packages that the program's script says it was bundled from: the bundler writes each module's file above it. */
async function packagesIn(program: string): Promise<readonly string[]> {
  const text = (await readFile(program)).toString('latin1');
  const files = [...text.matchAll(/\/\/#region (\S+)\n/g)].flatMap(([, file = '']) => file);
  const names = files.flatMap((file) => {
    const inModules = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
    const ours = /(?:^|\/)packages\/(move-core|providers|cli)\//.exec(file)?.[1];
    return inModules ?? (ours === undefined ? [] : [`@tsmove/${ours}`]);
  });
  return [...new Set(names)].sort();
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

  test('names every package in the program, and no other', async () => {
    const inProgram = await packagesIn(join(directory, 'root/usr/bin/tsmove'));
    expect(inProgram).toContain('undici');
    expect(inProgram).toContain('@tsmove/move-core');
    expect(npmPackages(bill)).toEqual(inProgram);
  });

  test('is of the program that is in the image, whatever could be bundled by now', async () => {
    const file = join(dist, 'packages.json');
    const text = await readFile(file, 'utf8');
    const without = (JSON.parse(text) as readonly string[]).filter((folder) => folder !== 'node_modules/undici');
    await writeFile(file, JSON.stringify(without));
    const other = await layOut(dist, join(directory, 'other'));
    await writeFile(file, text);
    expect(npmPackages(other)).not.toContain('undici');
    expect(npmPackages(other)).toEqual(npmPackages(bill).filter((name) => name !== 'undici'));
  });

  test('says of each package which version it is, and of what was downloaded its checksum', async () => {
    const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly version?: string }>>;
    };
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
