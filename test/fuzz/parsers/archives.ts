import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { armor } from 'age-encryption';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { ArchiveError, type JsonValue } from '@tsmove/move-core';
import { decrypt } from '../../../packages/move-core/src/archive/age/decrypt.ts';
import { encrypt } from '../../../packages/move-core/src/archive/age/encrypt.ts';
import { readDirectory } from '../../../packages/move-core/src/archive/directory/read-directory.ts';
import { archiveLimits } from '../../../packages/move-core/src/archive/limits.ts';
import { readArchive } from '../../../packages/move-core/src/archive/read-archive.ts';
import { readTar, type TarEntry } from '../../../packages/move-core/src/archive/tar/read-tar.ts';
import { writeTar } from '../../../packages/move-core/src/archive/tar/write-tar.ts';
import { writeArchive } from '../../../packages/move-core/src/archive/write-archive.ts';
import { parseJson } from '../../../packages/move-core/src/model/json-codec.ts';
import { makeAgeKey } from '../../../packages/move-core/src/testing/age-key.ts';
import { archivedContent, archivedObjects } from '../../../packages/move-core/src/testing/archive-content.ts';
import { secret } from '../hostile.ts';
import { mutatedValue } from '../mutate-value.ts';
import { anyBytes, jsonOf, mutatedBytes, textOf } from '../mutate-text.ts';
import { parser, type Parser } from '../parser.ts';

const place = { file: 'fleet.tar' };
const objects = archivedObjects().map((object) => ({ ...object, data: { value: secret } }));
const written = writeArchive(archivedContent(objects), place.file).bytes;
const entries = readTar(written, place, archiveLimits);

/** An archive with one entry changed, and with its size and checksum in the manifest made right. */
function withEntry(at: number, text: string): Uint8Array {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [manifest, ...rest] = entries;
  const old = entries[at];
  if (manifest === undefined || old === undefined) return written;
  if (at === 0) return writeTar([{ name: manifest.name, bytes }, ...rest]);
  const listed = Buffer.from(manifest.bytes)
    .toString()
    .replace(createHash('sha256').update(old.bytes).digest('hex'), sha256);
  const sized = listed.replace(
    new RegExp(`("bytes": )\\d+(,\\s+"sha256": "${sha256}")`),
    `$1${bytes.length.toString()}$2`,
  );
  const tar = entries.map((entry, number): TarEntry => (number === at ? { ...entry, bytes } : entry));
  return writeTar([{ name: manifest.name, bytes: Buffer.from(sized) }, ...tar.slice(1)]);
}

const tars = fc.nat(entries.length - 1).chain((at) => {
  const value = parseJson(Buffer.from(entries[at]?.bytes ?? []).toString());
  return jsonOf(mutatedValue(value)).map((text) => withEntry(at, text));
});

const key = await makeAgeKey();
const encrypted = await encrypt(Buffer.from(secret.repeat(20)), [key.recipient]);
const armored = Buffer.from(armor.encode(encrypted));

const folder = mkdtempSync(join(tmpdir(), 'tsmove-fuzz-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});

const inFolder = fc.constantFrom(...objects).chain((object) => mutatedValue(object as JsonValue));

export const archives: readonly Parser[] = [
  parser({
    name: 'archive: tar and manifest',
    mutated: mutatedBytes(tars),
    arbitrary: fc.oneof(
      anyBytes,
      fc
        .record({ at: fc.nat(written.length - 1), piece: anyBytes })
        .map(({ at, piece }) => Buffer.concat([written.subarray(0, at), piece, written.subarray(at)])),
    ),
    read: (bytes: Uint8Array) => readArchive(bytes, place),
    raises: ArchiveError,
    names: ['fleet.tar'],
  }),
  parser({
    name: 'archive: age',
    mutated: mutatedBytes(fc.constantFrom<Uint8Array>(encrypted, armored)),
    arbitrary: anyBytes.map((bytes) => Buffer.concat([Buffer.from('age-encryption.org/v1\n'), bytes])),
    read: (bytes: Uint8Array) => decrypt(bytes, [key.identity], place),
    raises: ArchiveError,
    names: ['fleet.tar'],
  }),
  parser({
    name: 'directory of clusterctl',
    mutated: mutatedBytes(
      fc
        .oneof(
          jsonOf(inFolder),
          inFolder.map((value) => dump(JSON.parse(textOf(value)))),
        )
        .map((text) => Buffer.from(text)),
    ),
    arbitrary: anyBytes,
    read: (bytes: Uint8Array) => {
      writeFileSync(join(folder, 'Machine_fleet_m.yaml'), bytes);
      return readDirectory(folder);
    },
    raises: ArchiveError,
    names: [folder],
  }),
];
