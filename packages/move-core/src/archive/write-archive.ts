import { createHash } from 'node:crypto';
import { stringifyJson } from '../model/json-codec.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { compareRefs, refOf } from '../model/object-ref.ts';
import { archiveLimits } from './limits.ts';
import { formatManifest } from './manifest.ts';
import { readArchive } from './read-archive.ts';
import { manifestName, type TarEntry } from './tar/read-tar.ts';
import { writeTar } from './tar/write-tar.ts';
import { archiveFormat, type Archive, type ArchiveContent, type ManifestEntry } from './types.ts';

/** An archive and its bytes. */
export interface WrittenArchive {
  readonly archive: Archive;
  readonly bytes: Uint8Array;
}

/**
 * The archive of these objects. It is read back before it is handed out, so that what cannot be read later is refused
 * now. Raises ArchiveError.
 */
export function writeArchive(content: ArchiveContent, file: string): WrittenArchive {
  const { namespaces, objects, ...facts } = content;
  const files = [...packed('namespaces', namespaces), ...packed('objects', objects)];
  const manifest = {
    format: 'tsmove-archive',
    formatVersion: archiveFormat,
    ...facts,
    entries: files.map(({ entry }) => entry),
  } as const;
  const first = { name: manifestName, bytes: new TextEncoder().encode(formatManifest(manifest)) };
  const bytes = writeTar([first, ...files.map(({ tar }) => tar)]);
  return { archive: readArchive(bytes, { file }, archiveLimits), bytes };
}

function packed(
  folder: 'namespaces' | 'objects',
  objects: readonly KubeObject[],
): readonly { readonly tar: TarEntry; readonly entry: ManifestEntry }[] {
  return [...objects]
    .sort((a, b) => compareRefs(refOf(a), refOf(b)))
    .map((object, number) => {
      const name = `${folder}/${(number + 1).toString().padStart(6, '0')}-${object.kind}.json`;
      const bytes = new TextEncoder().encode(`${stringifyJson(object)}\n`);
      const entry = {
        name,
        bytes: bytes.length,
        sha256: sha256(bytes),
        ref: refOf(object),
        uid: object.metadata.uid ?? '',
      };
      return { tar: { name, bytes }, entry };
    });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
