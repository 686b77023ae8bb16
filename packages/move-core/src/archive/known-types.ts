import { defaults } from '../defaults.ts';
import { limitReads } from '../discover/reader.ts';
import { createRefusals } from '../discover/refusals.ts';
import { discoverTypes, listLabelledResources } from '../discover/resource-types.ts';
import type { DiscoveredType } from '../discover/snapshot.ts';
import { ArchiveError } from '../errors.ts';
import { formatRef, refOf } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import type { Provider } from '../provider/types.ts';
import { readOnly } from '../server/read-only.ts';
import { discoverResources } from '../server/resources/discover.ts';
import { serverVersion } from '../server/server-version.ts';
import type { ApiServer } from '../server/types.ts';
import type { ArchiveContent } from './types.ts';

export interface KnownTypesOptions {
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  readonly signal?: AbortSignal;
}

/** What a cluster knows of kinds. */
export interface KnownTypes {
  /** Those that take part in a move, by group and kind. */
  readonly taking: ReadonlyMap<string, DiscoveredType>;
  readonly served: ReadonlySet<string>;
  /** Of Kubernetes. */
  readonly version: string;
}

/** Reads which kinds take part in moves from a target's own definitions. Raises DiscoveryError, TransportError. */
export async function knownTypes({ target, providers, signal }: KnownTypesOptions): Promise<KnownTypes> {
  const reader = limitReads(readOnly(target), {
    concurrency: defaults.concurrency,
    signal: signal ?? new AbortController().signal,
  });
  const refusals = createRefusals(target.label);
  const [labelled, served, { gitVersion }] = await Promise.all([
    listLabelledResources(reader, refusals),
    reader.limited(() => discoverResources(reader.server, reader.call)),
    reader.limited(() => serverVersion(reader.server, reader.call)),
  ]);
  const types = await discoverTypes(reader, refusals, { labelled, served, providers });
  refusals.raise();
  return {
    taking: new Map(types.map((type) => [kindKey(type), type])),
    served: new Set(served.resources.map(kindKey)),
    version: gitVersion,
  };
}

/**
 * Raises ArchiveError unless all objects of an archive are of kinds that take part in moves by the target's own
 * definitions. The manifest alone does not decide that: whoever has written an archive could otherwise have any object
 * created, a ClusterRoleBinding for example, with the rights of whoever imports it.
 */
export async function requireTakingPart(
  file: string,
  { objects }: Pick<ArchiveContent, 'objects'>,
  options: KnownTypesOptions,
): Promise<void> {
  const { taking } = await knownTypes(options);
  const foreign = objects.find((object) => !taking.has(kindKey(refOf(object))));
  if (foreign === undefined) return;
  throw new ArchiveError(
    `${file} holds ${formatRef(refOf(foreign), { withGroup: true })}, and its kind takes part in no move in the target`,
    {
      code: 'kind-takes-no-part',
      hint:
        'Nothing was changed. Install its provider in the target; if it is there, its CustomResourceDefinition lacks ' +
        'the label clusterctl.cluster.x-k8s.io.',
    },
  );
}
