import { createHash } from 'node:crypto';
import type { KubeObject } from '../model/kube-object.ts';
import { formatRef, refKey, refOf } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import { damaged, type ArchivePlace } from './failures.ts';
import { archiveLimits, type ArchiveLimits } from './limits.ts';
import { readManifest } from './manifest.ts';
import { objectOf, requireDistinctObjects } from './object-of.ts';
import { parseValue } from './parse-value.ts';
import { manifestName, readTar, type TarEntry } from './tar/read-tar.ts';
import type { Archive, ArchiveManifest, ManifestEntry } from './types.ts';

/**
 * Reads an archive that is not encrypted, and checks all of it: every byte belongs to an entry, every entry is in the
 * manifest with this checksum, every object is the one that the manifest names. Raises ArchiveError, naming file and
 * entry, and never what is in an object.
 */
export function readArchive(bytes: Uint8Array, place: ArchivePlace, limits: ArchiveLimits = archiveLimits): Archive {
  const [first, ...rest] = readTar(bytes, place, limits);
  if (first?.name !== manifestName) throw damaged(place, `its first entry is not ${manifestName}`);
  const inManifest = { ...place, entry: manifestName };
  const manifest = readManifest(parseValue(textOf(first, inManifest), inManifest, limits), inManifest);
  requireSameEntries(manifest, rest, place);
  const found = rest.map((entry, number) => {
    const inEntry = { ...place, entry: entry.name };
    return { place: inEntry, object: readEntry(entry, manifest.entries[number], inEntry, limits) };
  });
  requireDistinctObjects(found);
  for (const one of found) requireFits(one.object, manifest, one.place);
  const under = (folder: string): readonly KubeObject[] =>
    found.flatMap((one) => (one.place.entry.startsWith(`${folder}/`) ? [one.object] : []));
  const { format: _format, formatVersion: _version, entries: _entries, ...facts } = manifest;
  return {
    manifest,
    content: { ...facts, namespaces: under('namespaces'), objects: under('objects') },
    digest: createHash('sha256').update(first.bytes).digest('hex'),
    encrypted: false,
  };
}

function textOf({ bytes }: TarEntry, place: ArchivePlace): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damaged(place, 'it is not UTF-8 text');
  }
}

/** The manifest lists what is there, in this order, and nothing else. */
function requireSameEntries(manifest: ArchiveManifest, entries: readonly TarEntry[], place: ArchivePlace): void {
  const listed = new Set(manifest.entries.map(({ name }) => name));
  const there = new Set(entries.map(({ name }) => name));
  for (const name of there) {
    if (!listed.has(name)) throw damaged({ ...place, entry: name }, `${manifestName} does not list it`);
  }
  for (const name of listed) {
    if (!there.has(name)) throw damaged({ ...place, entry: name }, `${manifestName} lists it, and it is not there`);
  }
  const moved = entries.find(({ name }, number) => manifest.entries[number]?.name !== name);
  if (moved !== undefined) throw damaged({ ...place, entry: moved.name }, `it is not where ${manifestName} has it`);
}

function readEntry(
  entry: TarEntry,
  listed: ManifestEntry | undefined,
  place: ArchivePlace,
  limits: ArchiveLimits,
): KubeObject {
  if (listed === undefined) throw damaged(place, `${manifestName} does not list it`);
  if (listed.bytes !== entry.bytes.length) {
    const [is, should] = [entry.bytes.length.toString(), listed.bytes.toString()];
    throw damaged(place, `it has ${is} bytes, and ${manifestName} says ${should}`);
  }
  if (createHash('sha256').update(entry.bytes).digest('hex') !== listed.sha256) {
    throw damaged(place, `its checksum is not the one in ${manifestName}`);
  }
  const object = objectOf(parseValue(textOf(entry, place), place, limits), place);
  if (refKey(refOf(object)) !== refKey(listed.ref) || object.metadata.uid !== listed.uid) {
    throw damaged(place, `it holds another object than ${manifestName} says: ${formatRef(listed.ref)}`);
  }
  return object;
}

/** Namespaces among namespaces; all else of a kind that the manifest knows, in the version it names, where it may be. */
function requireFits(object: KubeObject, { types }: ArchiveManifest, place: ArchivePlace & { entry: string }): void {
  const ref = refOf(object);
  const isNamespace = ref.group === '' && ref.kind === 'Namespace';
  if (place.entry.startsWith('namespaces/')) {
    if (!isNamespace) throw damaged(place, 'it is no Namespace');
    return;
  }
  const type = types.find((one) => kindKey(one) === kindKey(ref));
  if (type?.version !== ref.version) {
    throw damaged(place, `${manifestName} has no type ${ref.kind} of this version and group`);
  }
  if (type.namespaced !== (ref.namespace !== undefined)) {
    throw damaged(place, type.namespaced ? 'it has no namespace' : 'it has a namespace, and its kind has none');
  }
}
