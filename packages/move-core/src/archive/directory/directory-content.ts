import { ArchiveError } from '../../errors.ts';
import { compareTypes } from '../../discover/resource-types.ts';
import type { DiscoveredType } from '../../discover/snapshot.ts';
import { compareText, formatRef, refOf } from '../../model/object-ref.ts';
import { kindKey } from '../../model/resource-type.ts';
import type { Provider } from '../../provider/types.ts';
import type { ApiServer } from '../../server/types.ts';
import { placeText } from '../failures.ts';
import { knownTypes } from '../known-types.ts';
import type { ArchiveContent } from '../types.ts';
import type { DirectoryContent, FoundObject, PassedOver } from './read-directory.ts';

export interface DirectoryTypesOptions {
  readonly directory: string;
  /** Where the objects are going: directories do not tell what takes part in a move, so its definitions do (F2.2). */
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  /** Absent: the one of the Clusters in the directory. */
  readonly namespace?: string;
  readonly signal?: AbortSignal;
}

/** The objects of a directory as an archive, and the files whose objects take part in no move. */
export interface ReadDirectory {
  readonly content: ArchiveContent;
  readonly passedOver: readonly PassedOver[];
}

/**
 * Makes an archive of what a directory holds. Kinds and scopes are the target's, versions those of the files. Raises
 * ArchiveError for kinds that the target does not know, for two versions of a kind, and for Clusters of several
 * namespaces; DiscoveryError if the target does not tell its kinds.
 */
export async function directoryContent(
  { found, passedOver }: DirectoryContent,
  options: DirectoryTypesOptions,
): Promise<ReadDirectory> {
  const known = await knownTypes(options);
  const foreign = found.filter(({ object }) => !known.taking.has(kindKey(refOf(object))));
  for (const one of foreign) requireServed(one, known.served, options.target.label);
  const taken = found.filter((one) => !foreign.includes(one));
  const objects = taken.map(({ object }) => object);
  return {
    content: {
      createdAt: '',
      createdBy: '',
      snapshot: 'held',
      source: { url: `directory:${options.directory}`, systemUid: '', version: known.version },
      namespace: options.namespace ?? namespaceOf(taken, options.directory),
      types: versioned(taken, known.taking),
      inventory: [],
      namespaces: namespacesOf(taken),
      objects,
    },
    passedOver: [
      ...passedOver,
      ...foreign.map(({ object, place }) => ({
        file: place.entry,
        because: `${formatRef(refOf(object))} is of a kind that takes part in no move`,
      })),
    ].sort((a, b) => compareText(a.file, b.file)),
  };
}

/** A kind that the target serves, but that no move takes along, is somebody else's file; one that it lacks is missing. */
function requireServed({ object, place }: FoundObject, served: ReadonlySet<string>, label: string): void {
  if (served.has(kindKey(refOf(object)))) return;
  throw new ArchiveError(`${placeText(place)}: the ${label} serves no ${object.kind} of ${object.apiVersion}`, {
    code: 'type-not-served',
    hint: 'Nothing was changed. Install its provider in the target, or move the file out of the directory.',
  });
}

/** The kinds of the objects, in the version that the files have: nothing converts it on the way. */
function versioned(
  found: readonly FoundObject[],
  types: ReadonlyMap<string, DiscoveredType>,
): readonly DiscoveredType[] {
  const versions = new Map<string, string>();
  for (const { object, place } of found) {
    const ref = refOf(object);
    const key = kindKey(ref);
    const other = versions.get(key);
    if (other !== undefined && other !== ref.version) {
      throw new ArchiveError(
        `${placeText(place)}: ${formatRef(ref)} has version ${ref.version}, and others of its kind have ${other}`,
        { code: 'archive-damaged', hint: 'Nothing was changed. Write the directory anew, into an empty one.' },
      );
    }
    versions.set(key, ref.version);
  }
  return [...types].map(([key, type]) => ({ ...type, version: versions.get(key) ?? type.version })).sort(compareTypes);
}

function namespaceOf(found: readonly FoundObject[], directory: string): string {
  const inClusters = found.flatMap(({ object }) => {
    const ref = refOf(object);
    return ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io' ? (ref.namespace ?? []) : [];
  });
  const all = found.flatMap(({ object }) => object.metadata.namespace ?? []);
  const candidates = [...new Set(inClusters.length > 0 ? inClusters : all)].sort(compareText);
  const [only, ...others] = candidates;
  if (only === undefined) {
    throw new ArchiveError(`${directory} holds nothing that could be moved`, {
      code: 'archive-empty',
      hint: 'Nothing was changed. Name the directory that clusterctl or tsmove has written.',
    });
  }
  if (others.length === 0) return only;
  throw new ArchiveError(`${directory} holds objects of several namespaces: ${candidates.join(', ')}`, {
    code: 'archive-namespaces',
    hint: 'Nothing was changed. Restore one after the other, each with its --namespace.',
  });
}

/** Directories hold no namespaces; those of their objects are made with nothing but a name. */
function namespacesOf(found: readonly FoundObject[]): ArchiveContent['namespaces'] {
  const names = new Set(found.flatMap(({ object }) => object.metadata.namespace ?? []));
  return [...names].sort(compareText).map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}
