import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root, run } from './tarballs.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly version: string;
    readonly homepage: string;
    readonly shortDescription: string;
    readonly description: string;
    readonly platforms: readonly {
      readonly selector: { readonly matchLabels: { readonly os: string; readonly arch: string } };
      readonly uri: string;
      readonly sha256: string;
      readonly bin: string;
    }[];
  };
}

let directory: string;
let version: string;

/** Runs one of the scripts of a release. */
async function script(name: string, ...args: readonly string[]): Promise<void> {
  await run(process.execPath, [join(root, 'scripts', name), ...args], { cwd: directory });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsmove-krew-'));
  ({ version } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8')) as { version: string });
  // What is in the program is another test's matter; here it is only packed.
  const built = join(directory, 'built');
  await mkdir(built);
  const program = process.platform === 'win32' ? 'tsmove.exe' : 'tsmove';
  await Promise.all([program, 'LICENSE', 'THIRD-PARTY'].map((name) => writeFile(join(built, name), `this is ${name}`)));
  const to = join(directory, 'release');
  await script('release-archive.js', '--from', built, '--to', to);
  const [own = ''] = await readdir(to);
  for (const platform of ['linux_amd64', 'darwin_arm64', 'windows_amd64']) {
    const other = `tsmove_v${version}_${platform}.tar.gz`;
    if (other !== own) await copyFile(join(to, own), join(to, other));
  }
  await script('krew-manifest.js', '--archives', to, '--repository', 'someone/somewhere');
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the manifest for krew', () => {
  const manifest = async (): Promise<Manifest> =>
    load(await readFile(join(directory, 'release/tsmove.yaml'), 'utf8')) as Manifest;

  test('has all that krew asks of a plugin', async () => {
    const { apiVersion, kind, metadata, spec } = await manifest();
    expect({ apiVersion, kind, name: metadata.name, version: spec.version, homepage: spec.homepage }).toEqual({
      apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
      kind: 'Plugin',
      name: 'tsmove',
      version: `v${version}`,
      homepage: 'https://github.com/someone/somewhere',
    });
    // What krew's own check of new plugins asks for.
    expect(spec.shortDescription.length).toBeGreaterThan(0);
    expect(spec.shortDescription.length).toBeLessThanOrEqual(60);
    expect(spec.shortDescription).not.toMatch(/\.$|kubectl/);
    expect(spec.description.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  test('has each platform that there is an archive for, once, and no other', async () => {
    const { platforms } = (await manifest()).spec;
    const names = platforms.map(({ selector: { matchLabels: of } }) => `${of.os}_${of.arch}`);
    const archives = (await readdir(join(directory, 'release'))).filter((name) => name.endsWith('.tar.gz'));
    expect(names.map((name) => `tsmove_v${version}_${name}.tar.gz`).sort()).toEqual(archives.sort());
    expect(names.length).toBeGreaterThanOrEqual(3);
  });

  test('tells of each archive where it is, what it adds up to, and what is to be started', async () => {
    for (const { uri, sha256, bin, selector } of (await manifest()).spec.platforms) {
      const [, name = ''] =
        /^https:\/\/github\.com\/someone\/somewhere\/releases\/download\/v[\d.]+\/(.*)$/.exec(uri) ?? [];
      const bytes = await readFile(join(directory, 'release', name));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      expect(bin).toBe(selector.matchLabels.os === 'windows' ? 'tsmove.exe' : 'tsmove');
    }
  });
});

test('an archive of a release has the program and all licences, and checksums.txt fits it', async () => {
  const release = join(directory, 'release');
  const checksums = (await readFile(join(release, 'checksums.txt'), 'utf8')).trimEnd().split('\n');
  expect(checksums.length).toBe((await readdir(release)).filter((name) => name.endsWith('.tar.gz')).length);
  for (const line of checksums) {
    const [sum, name = ''] = line.split('  ');
    expect(
      createHash('sha256')
        .update(await readFile(join(release, name)))
        .digest('hex'),
    ).toBe(sum);
  }
  const [, name = ''] = checksums[0]?.split('  ') ?? [];
  const { stdout } = await run('tar', ['-tzf', name], { cwd: release });
  expect(stdout.trimEnd().split('\n').sort()).toEqual(['LICENSE', 'THIRD-PARTY', 'tsmove']);
});
