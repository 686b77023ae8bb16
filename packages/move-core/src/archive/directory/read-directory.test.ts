import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ArchiveError } from '../../errors.ts';
import { parseJson } from '../../model/json-codec.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { archivedObjects } from '../../testing/archive-content.ts';
import { archiveLimits, type ArchiveLimits } from '../limits.ts';
import { readDirectory } from './read-directory.ts';
import { writeDirectory } from './write-directory.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsmove-directory-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function put(name: string, text: string | Uint8Array): Promise<void> {
  await writeFile(join(directory, name), text);
}

async function failure(limits?: Partial<ArchiveLimits>): Promise<string> {
  try {
    await readDirectory(directory, { ...archiveLimits, ...limits });
  } catch (error) {
    if (error instanceof ArchiveError) return `${error.code}: ${error.message.replace(directory, 'DIR')}`;
    throw error;
  }
  throw new Error('the directory was read');
}

async function objectsIn(): Promise<readonly KubeObject[]> {
  return (await readDirectory(directory)).found.map(({ object }) => object);
}

const secret = (name: string, uid = `u-${name}`): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'fleet', uid },
});

describe('what was written is read back', () => {
  test('to the last digit, and without the pause that it got for the directory', async () => {
    await writeDirectory(directory, archivedObjects());
    expect(await objectsIn()).toEqual(archivedObjects());
  });

  test.each([true, false])('with what the user has said of the pause: %s', async (paused) => {
    const [cluster] = archivedObjects();
    const spec = { paused, class: 'c' };
    const annotations = { 'cluster.x-k8s.io/paused': 'by hand' };
    const objects = [
      { ...cluster, spec },
      {
        ...secret('c'),
        apiVersion: 'cluster.x-k8s.io/v1beta2',
        kind: 'ClusterClass',
        metadata: { ...secret('c').metadata, annotations },
      },
    ];
    await writeDirectory(directory, objects);
    // In the order of their files.
    expect(await objectsIn()).toEqual(objects.toReversed());
  });

  test('kinds of one name in two groups, and names longer than those of files', async () => {
    const long = 'a'.repeat(250);
    const objects = ['a.example.com/v1', 'b.example.com/v1'].flatMap((apiVersion) =>
      ['same', long].map((name) => ({ ...secret(name, `${apiVersion}-${name}`), apiVersion, kind: 'Host' })),
    );
    await writeDirectory(directory, objects);
    const { found } = await readDirectory(directory);
    expect(found.map(({ object }) => object.metadata.uid).sort()).toEqual(
      objects.map(({ metadata }) => metadata.uid).sort(),
    );
    expect(found.map(({ place }) => place.entry)).toContain('Host.a.example.com_fleet_same.yaml');
  });

  test('whatever values objects have', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (data) => {
        const object = { ...secret('a'), data: parseJson(JSON.stringify(data)) };
        await writeDirectory(directory, [object]);
        expect(await objectsIn()).toEqual([object]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('what clusterctl and people write is read', () => {
  test('as YAML, of several documents, with 64-bit integers, under any name', async () => {
    await put(
      'anything',
      '# a comment\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: a, uid: u-a}\nbig: 9223372036854775807\n---\n---\n' +
        'apiVersion: v1\nkind: Secret\nmetadata: {name: b, uid: u-b}\nsmall: -9223372036854775808\ntext: 2026-01-01\n',
    );
    const [a, b] = await objectsIn();
    expect([a?.['big'], b?.['small'], b?.['text']]).toEqual([
      9223372036854775807n,
      -9223372036854775808n,
      '2026-01-01',
    ]);
  });

  test('with the pause, the generation and the manager that clusterctl has left taken back', async () => {
    await put(
      'Cluster_fleet_a.yaml',
      JSON.stringify({
        apiVersion: 'cluster.x-k8s.io/v1beta2',
        kind: 'Cluster',
        metadata: {
          ...{ name: 'a', namespace: 'fleet', uid: 'u-a', generation: 4 },
          managedFields: [
            { manager: 'clusterctl', operation: 'Update', fieldsV1: { 'f:spec': { 'f:paused': {} } } },
            { manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:spec': { '.': {}, 'f:topology': {} } } },
          ],
        },
        spec: { paused: true, topology: {} },
      }),
    );
    const [cluster] = await objectsIn();
    expect(cluster?.spec).toEqual({ topology: {} });
    expect(cluster?.metadata.generation).toBe(3);
    expect(cluster?.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['kubectl']);
  });
});

describe('what is not to be trusted is refused, with the name of the file', () => {
  test('an object without a UID', async () => {
    await put('a.yaml', JSON.stringify({ ...secret('a'), metadata: { name: 'a' } }));
    expect(await failure()).toBe('uid-missing: DIR, a.yaml: Secret a has no metadata.uid');
  });

  test('two files with one object, or with one UID', async () => {
    await put('a.yaml', JSON.stringify(secret('a')));
    await put('b.yaml', JSON.stringify(secret('a', 'u-b')));
    expect(await failure()).toBe('archive-damaged: DIR, b.yaml: Secret fleet/a is also in a.yaml');
    await put('b.yaml', JSON.stringify(secret('b', 'u-a')));
    expect(await failure()).toBe('archive-damaged: DIR, b.yaml: the UID of Secret fleet/b is also in a.yaml');
  });

  test.each([
    ['a text', 'hello', 'it is no Kubernetes object'],
    ['a list', '- a', 'it is no Kubernetes object'],
    ['no kind', '{"apiVersion":"v1"}', 'it has no apiVersion or no kind'],
    ['no name', '{"apiVersion":"v1","kind":"Secret","metadata":{}}', 'it has no metadata.name'],
    [
      'owners that are none',
      JSON.stringify(withMetadata({ ownerReferences: [{ uid: 7 }] })),
      'metadata.ownerReferences',
    ],
    ['labels that are none', JSON.stringify(withMetadata({ labels: { a: 7 } })), 'metadata.labels'],
    ['broken JSON', '{"apiVersion":', 'not valid JSON'],
    ['broken YAML', 'a: [', 'not valid YAML in line 1'],
    ['a key twice', 'a: 1\na: 2', 'not valid YAML in line 2'],
    ['a prototype', '{"__proto__":{"polluted":1},"apiVersion":"v1"}', 'it has a field __proto__'],
    ['a prototype in YAML', 'apiVersion: v1\nkind: Secret\nmetadata: {__proto__: {polluted: 1}}', 'a field __proto__'],
    ['an unknown tag', 'a: !!js/function "x"', 'not valid YAML'],
    ['no UTF-8', new Uint8Array([0xff, 0xfe, 0xc0]), 'it is not UTF-8 text'],
  ])('%s', async (_what, text, words) => {
    await put('a.yaml', text);
    const said = await failure();
    expect(said).toContain('archive-damaged: DIR, a.yaml: ');
    expect(said).toContain(words);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a directory in it, and links, which lead elsewhere', async () => {
    await mkdir(join(directory, 'more'));
    expect(await failure()).toBe('archive-damaged: DIR, more: it is a directory, and only files are read');
    await rm(join(directory, 'more'), { recursive: true });
    await symlink('/etc/hostname', join(directory, 'link.yaml'));
    expect(await failure()).toBe('archive-damaged: DIR, link.yaml: it is a symbolic link, and only files are read');
  });

  test('a list of files that is damaged', async () => {
    await writeDirectory(directory, [secret('a')]);
    for (const text of ['', '# nothing', '# The files of this directory', '{}']) {
      await put('tsmove-directory.yaml', text);
      expect(await failure()).toContain('DIR, tsmove-directory.yaml: ');
    }
  });
});

describe('what would fill memory is refused', () => {
  test('a billion laughs', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level += 1) {
      const before = `*a${(level - 1).toString()}`;
      lines.push(
        `a${level.toString()}: &a${level.toString()} [${Array.from({ length: 10 }, () => before).join(', ')}]`,
      );
    }
    await put('bomb.yaml', lines.join('\n'));
    expect(await failure()).toBe('archive-too-large: DIR, bomb.yaml: it holds more than 2000000 values');
  });

  test('more aliases than anybody writes', async () => {
    await put('aliases.yaml', `a: &a x\nb: [${Array.from({ length: 101 }, () => '*a').join(', ')}]`);
    expect(await failure()).toBe('archive-too-large: DIR, aliases.yaml: it has too many aliases or levels');
  });

  test('a value that holds itself', async () => {
    await put('circle.yaml', 'a: &a [*a]');
    expect(await failure()).toMatch(/^archive-(?:damaged|too-large): DIR, circle\.yaml: /);
  });

  test.each([
    ['deep JSON', `{"a":${'['.repeat(100_000)}`],
    ['deep YAML', `a: ${'['.repeat(100_000)}`],
  ])('%s', async (_what, text) => {
    await put('deep.yaml', text);
    expect(await failure()).toMatch(/^archive-too-large: DIR, deep\.yaml: it /);
  });

  test('many files, large files, and many large ones', async () => {
    for (const name of ['a', 'b', 'c']) await put(`${name}.yaml`, JSON.stringify(secret(name)));
    expect(await failure({ entries: 2 })).toBe('archive-too-large: DIR: it has more than 2 files');
    expect(await failure({ entryBytes: 20 })).toContain('a.yaml: it has ');
    expect(await failure({ fileBytes: 150 })).toBe('archive-too-large: DIR: its files come to too many bytes');
  });
});

test('whatever a file holds, reading it ends with objects or with an error that names it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 })), async (text) => {
      await put('a.yaml', text);
      try {
        await readDirectory(directory);
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
        expect(error.message).toContain(`${directory}, a.yaml`);
      }
    }),
    { numRuns: 200 },
  );
});

function withMetadata(more: object): object {
  return { ...secret('a'), metadata: { ...secret('a').metadata, ...more } };
}
