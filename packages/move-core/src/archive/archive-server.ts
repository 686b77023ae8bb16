import { inventoryType } from '../discover/inventory.ts';
import { clusterctlLabel } from '../discover/resource-types.ts';
import type { DiscoveredType, InventoryItem } from '../discover/snapshot.ts';
import type { MoveState } from '../journal/state.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { formatApiVersion } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import { builtInKinds, type MemoryKind } from '../server/memory/memory-kind.ts';
import type { ApiServer } from '../server/types.ts';
import { clusterType } from './content-of.ts';
import { replayed } from './replayed.ts';
import type { ArchiveContent } from './types.ts';

export interface ArchiveServerOptions {
  /** For messages and for the journal: `archive:/backups/fleet.tar`. */
  readonly url: string;
  /** Of everything that was read, in hex: it makes the archive's identity, so that nobody goes on with another one. */
  readonly digest: string;
  /** What the journal says of the import that is gone on with. */
  readonly state?: MoveState;
  /** What `state` is gone on with for. */
  readonly command?: 'resume' | 'rollback';
}

/**
 * An archive as the source of a move: it serves its objects, and takes in memory the writes that a move makes. So an
 * import is planned, checked, verified, journalled and undone as any other move. What was written is gone with the
 * process; with `state` the memory is put where the process before had left it. The archive itself never changes.
 */
export function archiveServer(content: ArchiveContent, options: ArchiveServerOptions): ApiServer {
  const { url, digest, state, command = 'resume' } = options;
  const objects = state === undefined ? content.objects : replayed(content.objects, state, command);
  const server = createMemoryServer({
    label: 'archive',
    url,
    version: content.source.version,
    systemUid: identityOf(digest),
    kinds: kindsOf(content.types),
    objects: [
      // The one by which the server is told from others is its own.
      ...content.namespaces.filter(({ metadata }) => metadata.name !== 'kube-system'),
      ...content.inventory.map(inventoryObject),
      ...objects,
    ],
  });
  return { ...server, contextNamespace: content.namespace, transient: true };
}

/** Stands where a cluster has the UID of kube-system. It is not the source's: an archive may go back where it is from. */
function identityOf(digest: string): string {
  return `archive-${digest.slice(0, 32)}`;
}

function kindsOf(types: readonly DiscoveredType[]): readonly MemoryKind[] {
  const builtIn = new Set(builtInKinds.map(kindKey));
  const all = new Map([clusterType, ...types].map((type) => [kindKey(type), type]));
  const served = [...all.values()].filter((type) => !builtIn.has(kindKey(type)));
  const { group, kind, plural, version } = inventoryType;
  return [...served.map(kindOf), { group, kind, plural, hasStatus: false, versions: [{ name: version }] }];
}

function kindOf(type: DiscoveredType): MemoryKind {
  const { group, kind, plural, namespaced, hasStatus, version } = type;
  return { group, kind, plural, namespaced, hasStatus, versions: [{ name: version }], labels: labelsOf(type) };
}

function labelsOf({ labelled, moveLabel, moveHierarchyLabel }: DiscoveredType): Readonly<Record<string, string>> {
  return {
    ...(labelled ? { [clusterctlLabel]: '' } : {}),
    ...(moveLabel ? { [`${clusterctlLabel}/move`]: '' } : {}),
    ...(moveHierarchyLabel ? { [`${clusterctlLabel}/move-hierarchy`]: '' } : {}),
  };
}

function inventoryObject({ namespace, name, ...item }: InventoryItem): KubeObject {
  return {
    apiVersion: formatApiVersion(inventoryType),
    kind: inventoryType.kind,
    metadata: { namespace, name },
    ...item,
  };
}
