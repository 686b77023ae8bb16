import type { ClusterFacts, DiscoveredType, InventoryItem } from '../discover/snapshot.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/** Version of the format; an archive of a newer one is refused, never guessed at. */
export const archiveFormat = 1;

/** What an archive is about, besides its objects. */
export interface ArchiveFacts {
  /** RFC 3339. */
  readonly createdAt: string;
  /** The program and its version. */
  readonly createdBy: string;
  /**
   * `held`: everything was paused and had come to rest, so that all objects are of one moment; `live`: read one after
   * the other while controllers were at work.
   */
  readonly snapshot: 'held' | 'live';
  /** The cluster that the objects were read from. */
  readonly source: ClusterFacts;
  readonly namespace: string;
  /** Only these Clusters of the namespace; absent: everything in it. */
  readonly clusters?: readonly string[];
  /** All kinds that took part, with the labels of their definitions. */
  readonly types: readonly DiscoveredType[];
  /** What clusterctl had installed there, with versions. */
  readonly inventory: readonly InventoryItem[];
}

/** Objects that outlast their cluster: all that a move needs to know of a source. */
export interface ArchiveContent extends ArchiveFacts {
  /** The namespaces of the objects. */
  readonly namespaces: readonly KubeObject[];
  /** As the API server sent them, held by nobody. Sorted by reference. */
  readonly objects: readonly KubeObject[];
}

/** One file in an archive. */
export interface ManifestEntry {
  readonly name: string;
  readonly bytes: number;
  /** Of the bytes, in hex. */
  readonly sha256: string;
  readonly ref: ObjectRef;
  readonly uid: string;
}

/** The first entry of an archive: what else is in it, so that nothing can be missing or changed unnoticed. */
export interface ArchiveManifest extends ArchiveFacts {
  readonly format: 'tsmove-archive';
  readonly formatVersion: typeof archiveFormat;
  readonly entries: readonly ManifestEntry[];
}

/** An archive that was read and found whole. */
export interface Archive {
  readonly manifest: ArchiveManifest;
  readonly content: ArchiveContent;
  /** sha256 of the manifest, in hex, and so of everything. */
  readonly digest: string;
  readonly encrypted: boolean;
}
