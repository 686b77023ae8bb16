import { ArchiveError, UsageError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { stringifyJson } from '../model/json-codec.ts';
import { at, count, list, oneOf, optional, text, wrong, type JsonPlace } from '../plan/json-place.ts';
import { clusterFacts, discoveredType, objectRef } from '../plan/read-plan.ts';
import type { InventoryItem } from '../discover/snapshot.ts';
import { damaged, placeText, type ArchivePlace } from './failures.ts';
import { requireNoPrototype } from './parse-value.ts';
import { isEntryName, manifestName } from './tar/read-tar.ts';
import { archiveFormat, type ArchiveManifest, type ManifestEntry } from './types.ts';

/** The manifest as text: JSON with line breaks, for people who look into an archive with tar. */
export function formatManifest(manifest: ArchiveManifest): string {
  // Interfaces have no index signature; what is in them is JSON all the same.
  return `${stringifyJson({ ...manifest } as unknown as JsonObject, 1)}\n`;
}

/** Reads a manifest field by field. Raises ArchiveError: `archive-newer` for a format of the future. */
export function readManifest(value: JsonValue, place: ArchivePlace): ArchiveManifest {
  requireNoPrototype(value, place);
  const root: JsonPlace = { path: '', value, document: placeText(place) };
  try {
    oneOf(at(root, 'format'), ['tsmove-archive']);
    const version = count(at(root, 'formatVersion'));
    if (version !== archiveFormat) throw otherFormat(place, version);
    const manifest: ArchiveManifest = {
      format: 'tsmove-archive',
      formatVersion: archiveFormat,
      createdAt: text(at(root, 'createdAt')),
      createdBy: text(at(root, 'createdBy')),
      snapshot: oneOf(at(root, 'snapshot'), ['held', 'live']),
      source: clusterFacts(at(root, 'source')),
      namespace: text(at(root, 'namespace')),
      ...optional(root, 'clusters', (clusters) => list(clusters, text)),
      types: list(at(root, 'types'), discoveredType),
      inventory: list(at(root, 'inventory'), inventoryItem),
      entries: list(at(root, 'entries'), manifestEntry),
    };
    requireDistinct(manifest, place);
    return manifest;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw damaged({ file: place.file }, error.message.replace(`${place.file}, `, ''));
  }
}

function otherFormat(place: ArchivePlace, version: number): ArchiveError {
  const known = archiveFormat.toString();
  return new ArchiveError(
    `${placeText(place)}: the archive has format ${version.toString()}, and this tsmove reads ${known}`,
    { code: 'archive-newer', hint: 'Nothing was changed. Use the release of tsmove that wrote it, or a newer one.' },
  );
}

function inventoryItem(place: JsonPlace): InventoryItem {
  return {
    namespace: text(at(place, 'namespace')),
    name: text(at(place, 'name')),
    providerName: text(at(place, 'providerName')),
    type: text(at(place, 'type')),
    version: text(at(place, 'version')),
  };
}

function manifestEntry(place: JsonPlace): ManifestEntry {
  const name = text(at(place, 'name'));
  if (!isEntryName(name) || name === manifestName) throw wrong(at(place, 'name'), 'the name of an entry');
  const sha256 = text(at(place, 'sha256'));
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw wrong(at(place, 'sha256'), 'a SHA-256 in hex');
  const uid = text(at(place, 'uid'));
  if (uid === '') throw wrong(at(place, 'uid'), 'a UID');
  return { name, bytes: count(at(place, 'bytes')), sha256, ref: objectRef(at(place, 'ref')), uid };
}

function requireDistinct({ entries }: ArchiveManifest, place: ArchivePlace): void {
  const names = new Set<string>();
  for (const { name } of entries) {
    if (names.has(name)) throw damaged(place, `it lists ${name} twice`);
    names.add(name);
  }
}
