import type { Archive } from '@tsmove/move-core';
import { formatDocument } from './document.ts';
import { printableLine } from './printable.ts';
import { count } from './words.ts';

/** What an archive is, for people and for programs; nothing of what is in its objects. */
export interface ArchiveDocument {
  readonly file: string;
  readonly digest: string;
  readonly encrypted: boolean;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly snapshot: 'held' | 'live';
  readonly source: { readonly url: string; readonly systemUid: string; readonly version: string };
  readonly namespace: string;
  readonly clusters?: readonly string[];
  readonly providers: readonly { readonly name: string; readonly version: string }[];
  /** Objects by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly objects: number;
}

export function archiveDocument({ content, digest, encrypted }: Archive, file: string): ArchiveDocument {
  const { createdAt, createdBy, snapshot, source, namespace, clusters, inventory, objects } = content;
  const kinds = new Map<string, number>();
  for (const { apiVersion, kind } of objects) {
    const [group, version] = apiVersion.split('/');
    const name = version === undefined ? kind : `${kind}.${group ?? ''}`;
    kinds.set(name, (kinds.get(name) ?? 0) + 1);
  }
  return {
    file,
    digest,
    encrypted,
    createdAt,
    createdBy,
    snapshot,
    source,
    namespace,
    ...(clusters === undefined ? {} : { clusters }),
    providers: inventory.map(({ providerName, version }) => ({ name: providerName, version })),
    kinds: Object.fromEntries([...kinds].sort(([a], [b]) => (a < b ? -1 : 1))),
    objects: objects.length,
  };
}

/** What an export has written. */
export function writtenArchive(
  archive: Archive,
  file: string,
  { output, quiet }: { readonly output: 'table' | 'json' | 'yaml' | undefined; readonly quiet: boolean | undefined },
): string {
  const document = archiveDocument(archive, file);
  if (output === 'json' || output === 'yaml') return formatDocument(output, { type: 'exported', ...document });
  if (quiet === true) return '';
  const how = document.encrypted ? 'encrypted' : 'not encrypted';
  const what = `${count(document.objects, 'object')} of namespace ${document.namespace}`;
  return `Exported ${what} to ${file}, ${how}.\nsha256 of its manifest: ${document.digest}\n`;
}

/** What `tsmove archive inspect` shows. */
export function archiveLines(document: ArchiveDocument): readonly string[] {
  const { source, snapshot, clusters } = document;
  const consistency =
    snapshot === 'held' ? 'all objects are of one moment' : 'objects were read while controllers were at work';
  const lines = [
    `Archive:     ${document.file}${document.encrypted ? ' (encrypted)' : ''}`,
    `Digest:      ${document.digest}`,
    `Written:     ${document.createdAt} by ${document.createdBy}; ${consistency}`,
    `Source:      ${source.url} (${source.version}, kube-system ${source.systemUid})`,
    `Namespace:   ${document.namespace}${clusters === undefined ? '' : `, Clusters ${clusters.join(', ')}`}`,
    ...document.providers.map(
      ({ name, version }, at) => `${at === 0 ? 'Providers:  ' : '            '} ${name} ${version}`,
    ),
    `Objects:     ${document.objects.toString()}`,
    ...Object.entries(document.kinds).map(([kind, number]) => `  ${number.toString().padStart(6)} ${kind}`),
  ];
  // What is in an archive somebody else may have written.
  return lines.map(printableLine);
}
