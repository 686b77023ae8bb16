import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArchiveError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { archivedContent, archivedObjects } from '../testing/archive-content.ts';
import { archiveLimits, type ArchiveLimits } from './limits.ts';
import { readArchive } from './read-archive.ts';
import { formatHeader } from './tar/header.ts';
import { readTar, type TarEntry } from './tar/read-tar.ts';
import { writeTar } from './tar/write-tar.ts';
import { writeArchive } from './write-archive.ts';

const place = { file: 'fleet.tar' };

function written(objects?: readonly KubeObject[]): Uint8Array {
  return writeArchive(archivedContent(objects), place.file).bytes;
}

/** The archive with other entries; the first is the manifest. */
function changed(change: (entries: readonly TarEntry[]) => readonly TarEntry[]): Uint8Array {
  return writeTar(change(readTar(written(), place, archiveLimits)));
}

/** The archive with another manifest. */
function withManifestBytes(change: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  return changed((entries) =>
    entries.map(({ name, bytes }) => ({ name, bytes: name === 'manifest.json' ? change(bytes) : bytes })),
  );
}

function failureOf(bytes: Uint8Array, limits?: Partial<ArchiveLimits>): ArchiveError {
  try {
    readArchive(bytes, place, { ...archiveLimits, ...limits });
  } catch (error) {
    if (error instanceof ArchiveError) return error;
    throw error;
  }
  throw new Error('the archive was read');
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test('an archive gives back what was put into it, to the last digit', () => {
  const content = archivedContent();
  const read = readArchive(written(), place);
  expect(read.content.objects).toEqual([archivedObjects()[2], archivedObjects()[0], archivedObjects()[1]]);
  expect({ ...read.content, objects: content.objects }).toEqual(content);
});

test('the same content gives the same bytes, whatever the order of its objects', () => {
  expect(written([...archivedObjects()].reverse())).toEqual(written());
});

test('an archive that is cut off at any byte is refused, and the error names the file', () => {
  const bytes = written();
  for (let length = 0; length < bytes.length; length += 1) {
    const { code, message } = failureOf(bytes.subarray(0, length));
    expect([code, message.startsWith('fleet.tar')], length.toString()).toEqual(['archive-damaged', true]);
  }
});

test('an archive in which any single byte is another one is refused, or was not changed at all', () => {
  const bytes = written();
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const other = bytes.slice();
      other[at] = ((other[at] ?? 0) + by) % 256;
      try {
        readArchive(other, place);
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
        return;
      }
      // The manifest itself is the one place that nothing in the archive vouches for; its digest does.
      const manifestEnd = 512 + (readTar(bytes, place, archiveLimits)[0]?.bytes.length ?? 0);
      expect(at >= 512 && at < manifestEnd).toBe(true);
      expect(readArchive(other, place).digest).not.toBe(readArchive(bytes, place).digest);
    }),
    { numRuns: 2000 },
  );
});

test('whatever bytes a file has, reading it ends with an archive or with an error that names the file', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    fc.constant(new Uint8Array(512)),
    fc.record({ name: fc.string({ maxLength: 40 }), size: fc.nat(5000) }).map((header) => asciiHeader(header)),
    fc.constant(written()),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
      const bytes = new Uint8Array(pieces.flatMap((one) => [...one]));
      try {
        readArchive(bytes, place);
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
        expect(error.message.startsWith('fleet.tar')).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('whatever value stands where the manifest is, reading it ends with an error that names the place', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const bytes = withManifestBytes(() => bytesOf(JSON.stringify(value)));
      const { message } = failureOf(bytes);
      expect(message.startsWith('fleet.tar')).toBe(true);
    }),
    { numRuns: 300 },
  );
});

describe('what somebody else has put together is refused', () => {
  const rename = (name: string) => (entries: readonly TarEntry[]) =>
    entries.map((entry, number) => (number === 2 ? { ...entry, name } : entry));

  test.each([
    ['../../etc/passwd'],
    ['/etc/passwd'],
    ['objects/../manifest.json'],
    ['objects/000001-Cluster.json/..'],
    ['objects\\000001-Cluster.json'],
    ['C:/objects/000001-Cluster.json'],
    ['./objects/000001-Cluster.json'],
    ['objects/000001-.json'],
    [''],
  ])('an entry named %j', (name) => {
    const { code, message } = failureOf(changed(rename(name)));
    expect(code).toBe('archive-damaged');
    expect(message).toBe(`fleet.tar, ${JSON.stringify(name)}: an archive holds no entry of this name`);
  });

  test.each([
    ['1', 'a hard link'],
    ['2', 'a symbolic link'],
    ['3', 'a character device'],
    ['4', 'a block device'],
    ['5', 'a directory'],
    ['6', 'a pipe'],
    ['x', 'an extended header'],
    ['g', 'an extended header'],
    ['L', 'a long name'],
    ['7', 'of an unknown type'],
  ])('an entry of type %s', (type, words) => {
    const { message } = failureOf(withHeader({ 156: type.charCodeAt(0) }));
    expect(message).toContain(`objects/000001-Secret.json: it is ${words}`);
  });

  test.each([
    ['a mode', { 100: 55 }],
    ['an owner', { 108: 55 }],
    ['a time', { 146: 55 }],
    ['the target of a link', { 157: 120 }],
    ['a name of a user', { 265: 120 }],
    ['a prefix', { 345: 120 }],
    ['something after its name', { 60: 120 }],
  ])('a header with %s', (_what, change) => {
    expect(failureOf(withHeader(change)).code).toBe('archive-damaged');
  });

  test('an entry that is there twice', () => {
    const bytes = changed((entries) => [...entries, ...entries.slice(-1)]);
    expect(failureOf(bytes).message).toBe('fleet.tar, objects/000003-Machine.json: it is there twice');
  });

  test('an entry that the manifest does not list', () => {
    const bytes = changed((entries) => [...entries, { name: 'objects/000009-Secret.json', bytes: bytesOf('{}') }]);
    expect(failureOf(bytes).message).toBe('fleet.tar, objects/000009-Secret.json: manifest.json does not list it');
  });

  test('an entry that is missing', () => {
    const { message } = failureOf(changed((entries) => entries.slice(0, -1)));
    expect(message).toBe('fleet.tar, objects/000003-Machine.json: manifest.json lists it, and it is not there');
  });

  test('entries in another order', () => {
    const { message } = failureOf(changed((entries) => [...entries.slice(0, 1), ...entries.slice(1).toReversed()]));
    expect(message).toContain('it is not where manifest.json has it');
  });

  test('an object that was changed', () => {
    const bytes = changed((entries) =>
      entries.map((entry) =>
        entry.name.endsWith('Secret.json')
          ? { ...entry, bytes: bytesOf(new TextDecoder().decode(entry.bytes).replace('c2VjcmV0', 'c2VjcmV1')) }
          : entry,
      ),
    );
    const { message } = failureOf(bytes);
    expect(message).toBe('fleet.tar, objects/000001-Secret.json: its checksum is not the one in manifest.json');
  });

  test('something after the end', () => {
    expect(failureOf(new Uint8Array([...written(), ...new Uint8Array(512)])).message).toContain('after the end');
    expect(failureOf(new Uint8Array([...written(), 1])).message).toContain('after the end');
  });

  test('an archive without a manifest, or with a manifest that is not the first', () => {
    expect(failureOf(changed((entries) => entries.slice(1))).message).toContain('its first entry is not manifest.json');
    expect(failureOf(changed((entries) => [...entries.slice(1), ...entries.slice(0, 1)])).message).toContain(
      'its first entry is not',
    );
  });

  test('an archive of a newer format', () => {
    const bytes = withManifest((text) => text.replace('"formatVersion": 1', '"formatVersion": 2'));
    const { code, message } = failureOf(bytes);
    expect(code).toBe('archive-newer');
    expect(message).toBe('fleet.tar, manifest.json: the archive has format 2, and this tsmove reads 1');
  });

  test.each([
    ['a namespace that is a number', '"namespace": "fleet"', '"namespace": 7', 'namespace should be a text'],
    ['no entries', '"entries": [', '"entrees": [', 'entries should be a list'],
    ['an entry without a UID', '"uid": "u-a"', '"uid": ""', 'entries[2].uid should be a UID'],
    ['another UID', '"uid": "u-a"', '"uid": "u-b"', 'it holds another object than manifest.json says'],
    [
      'a kind that it does not know',
      '"kind": "Machine",\n   "plural"',
      '"kind": "Other",\n   "plural"',
      'no type Machine',
    ],
  ])('a manifest with %s', (_what, from, to, words) => {
    const { code, message } = failureOf(withManifest((text) => text.replace(from, to)));
    expect(code).toBe('archive-damaged');
    expect(message).toContain(words);
  });
});

describe('what would fill memory is refused before it is taken apart', () => {
  test.each<[string, Partial<ArchiveLimits>, string]>([
    ['too many entries', { entries: 2 }, 'fleet.tar, objects/000001-Secret.json: the archive has more than 2 entries'],
    ['a large entry', { entryBytes: 100 }, 'and 100 are allowed'],
    ['a large manifest', { manifestBytes: 100 }, 'fleet.tar, manifest.json: it has'],
    ['too many values', { values: 10 }, 'it holds more than 10 values'],
    ['too many levels', { depth: 1 }, 'it is nested deeper than 1 levels'],
  ])('%s', (_what, limits, words) => {
    const { code, message } = failureOf(written(), limits);
    expect(code).toBe('archive-too-large');
    expect(message).toContain(words);
  });

  test('an entry whose header promises more than there is', () => {
    const header = formatHeader({ name: 'manifest.json', size: 100_000_000 });
    expect(failureOf(new Uint8Array([...header, ...new Uint8Array(1024)])).message).toBe(
      'fleet.tar, manifest.json: it is cut off',
    );
  });

  test('a manifest of a million brackets', () => {
    const deep = withManifestBytes(() => bytesOf('['.repeat(1_000_000)));
    expect(failureOf(deep).message).toBe('fleet.tar, manifest.json: it is nested deeper than 200 levels');
  });
});

test('in the data of an object such a key is one like any other, and reaches no prototype', () => {
  const data = JSON.parse('{"__proto__":"a","deep":{"__proto__":{"polluted":true}}}') as KubeObject;
  const [, , secret] = archivedObjects();
  const read = readArchive(written([{ ...secret, data }]), place).content.objects[0];
  expect(JSON.stringify(read?.['data'])).toBe(JSON.stringify(data));
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

describe('a manifest with a field', () => {
  test('with which JavaScript would reach a prototype is refused', () => {
    const bytes = withManifest((text) => text.replace('"namespace": "fleet"', '"__proto__": {}, "namespace": "fleet"'));
    expect(failureOf(bytes).message).toContain('fleet.tar, manifest.json: it has a field __proto__');
  });
});

describe('what cannot be read later is not written', () => {
  const [cluster] = archivedObjects();
  const refusal = (object: unknown): string => {
    try {
      written([object as KubeObject]);
    } catch (error) {
      if (error instanceof ArchiveError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return '';
  };

  test('an object without a UID', () => {
    const { uid: _uid, ...metadata } = cluster.metadata;
    // The manifest has no UID for it, either.
    expect(refusal({ ...cluster, metadata })).toContain('entries[1].uid should be a UID');
  });

  test.each(['metadata', 'labels'])('a field of %s with which JavaScript would reach a prototype', (where) => {
    const polluted = JSON.parse('{"__proto__":{"polluted":"yes"}}') as KubeObject;
    const metadata =
      where === 'metadata' ? { ...cluster.metadata, ...polluted } : { ...cluster.metadata, labels: polluted };
    expect(refusal({ ...cluster, metadata })).toContain('000001-Cluster.json: it has a field __proto__');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('two objects of one UID', () => {
    const other = { ...cluster, metadata: { ...cluster.metadata, name: 'b' } };
    expect(() => written([cluster, other])).toThrow(
      'the UID of Cluster fleet/b is also in objects/000001-Cluster.json',
    );
  });
});

/** The archive with the second entry's header changed, and its checksum made right. */
function withHeader(change: Readonly<Record<number, number>>): Uint8Array {
  const bytes = written();
  const names = readTar(bytes, place, archiveLimits);
  let at = 0;
  for (const { name, bytes: body } of names) {
    if (name.startsWith('objects/')) break;
    at += 512 + Math.ceil(body.length / 512) * 512;
  }
  const header = bytes.subarray(at, at + 512);
  for (const [offset, byte] of Object.entries(change)) header[Number(offset)] = byte;
  header.fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(bytesOf(`${sum.toString(8).padStart(6, '0')}\u0000 `), 148);
  return bytes;
}

function withManifest(change: (text: string) => string): Uint8Array {
  return withManifestBytes((bytes) => bytesOf(change(new TextDecoder().decode(bytes))));
}

function asciiHeader({ name, size }: { readonly name: string; readonly size: number }): Uint8Array {
  return formatHeader({ name: name.replaceAll(/[^ -~]/g, 'x'), size });
}
