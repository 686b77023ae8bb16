import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArchiveFile } from '@tsmove/move-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archivedContent } from '../../../move-core/src/testing/archive-content.ts';
import { fakeLibrary } from '../testing/fake-library.ts';
import { type Ran, tsmove } from '../testing/run.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsmove-archives-'));
  file = join(directory, 'fleet.tar');
  await writeArchiveFile(archivedContent(), { file, plain: true });
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** A library that reads files, and contacts nobody. */
function run(words: readonly string[]): Promise<Ran> {
  return tsmove(words, { library: fakeLibrary().library });
}

async function damage(change: (bytes: Buffer) => Buffer): Promise<void> {
  await writeFile(file, change(await readFile(file)));
}

describe('tsmove archive inspect', () => {
  it('shows where an archive is from and what is in it, and nothing of what is in its objects', async () => {
    const { code, stdout, stderr } = await run(['archive', 'inspect', file]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replace(file, 'FILE').replace(/[0-9a-f]{64}/, 'DIGEST')).toBe(
      [
        'Archive:     FILE',
        'Digest:      DIGEST',
        'Written:     2026-01-01T00:00:00.000Z by tsmove 0.0.0; all objects are of one moment',
        'Source:      https://source.test (v1.34.4, kube-system source-system)',
        'Namespace:   fleet',
        'Providers:   cluster-api v1.13.6',
        'Objects:     3',
        '       1 Cluster.cluster.x-k8s.io',
        '       1 Machine.cluster.x-k8s.io',
        '       1 Secret',
        '',
      ].join('\n'),
    );
  });

  it('is a document for programs', async () => {
    const { stdout } = await run(['archive', 'inspect', file, '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      file,
      encrypted: false,
      snapshot: 'held',
      namespace: 'fleet',
      objects: 3,
      kinds: { Secret: 1 },
      providers: [{ name: 'cluster-api', version: 'v1.13.6' }],
    });
    expect(stdout).not.toContain('c2VjcmV0');
  });
});

describe('an archive that cannot be trusted', () => {
  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['cut off', (bytes) => bytes.subarray(0, 700), 'fleet.tar, manifest.json: it is cut off'],
    ['no archive', () => Buffer.from('hello'), 'fleet.tar: it is cut off after 5 bytes'],
    ['longer than it was', (bytes) => Buffer.concat([bytes, Buffer.alloc(512)]), 'after the end of the archive'],
  ])('%s is named by every command, and nobody was contacted', async (_what, change, words) => {
    await damage(change);
    for (const command of [
      ['archive', 'inspect', file],
      ['archive', 'verify', file],
      ['import', file, '--to-kubeconfig', 'target.yaml'],
    ]) {
      const { code, stdout, stderr } = await run(command);
      expect([code, stdout], command.join(' ')).toEqual([2, '']);
      expect(stderr).toContain(words);
      expect(stderr).not.toContain('internal error');
    }
  });

  it('and one that is not there is named, too', async () => {
    const { code, stderr } = await run(['archive', 'verify', join(directory, 'none.tar')]);
    expect(code).toBe(2);
    expect(stderr).toContain('none.tar cannot be read: ENOENT');
  });
});

it('tsmove archive verify says that an archive is whole, with its digest', async () => {
  const { code, stdout } = await run(['archive', 'verify', file]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^.*fleet\.tar is whole: 3 objects, every checksum is right\.\nsha256 of its manifest: [0-9a-f]{64}\n$/,
  );
});
