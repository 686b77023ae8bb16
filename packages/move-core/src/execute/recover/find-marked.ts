import { defaults } from '../../defaults.ts';
import { DiscoveryError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { isWrittenBy, marks } from '../../model/marks.ts';
import { compareRefs, refOf } from '../../model/object-ref.ts';
import { formatResource, type ResourceType } from '../../model/resource-type.ts';
import { discoverResources } from '../../server/resources/discover.ts';
import type { ApiServer } from '../../server/types.ts';

/** An object that shows that the move has had it in hand. */
export interface MarkedObject {
  readonly type: ResourceType;
  readonly object: KubeObject;
}

export function isNamespace({ type }: MarkedObject): boolean {
  return type.group === '' && type.kind === 'Namespace';
}

const patient = { retryBudgetMs: defaults.longRetryBudgetMs } as const;

/** Kinds that are no part of any move, or are the move's own books. */
const notLookedAt: ReadonlySet<string> = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io']);

/**
 * Everything on one side, of whatever kind and in whatever namespace, that carries the move's field manager or its
 * pause mark (contract 7.2, 7.3), complete. Raises DiscoveryError if a kind cannot be listed: something of the move
 * might be there, and ending the move would leave it behind.
 */
export async function findMarked(server: ApiServer, moveId: string): Promise<readonly MarkedObject[]> {
  const { resources, unavailable } = await discoverResources(server, patient);
  const [down] = unavailable;
  if (down !== undefined) {
    throw new DiscoveryError(`${server.label}: ${down.groupVersion} cannot be listed: ${down.reason}`, {
      code: 'kinds-unlistable',
      hint: 'Objects of the move may be there. Make that API answer again, or remove it, and run recover again.',
    });
  }
  const listable = new Map<string, ResourceType>();
  for (const resource of resources) {
    const name = formatResource(resource);
    // The version that discovery prefers comes first; the others show the same objects.
    if (!resource.verbs.includes('list') || notLookedAt.has(name) || listable.has(name)) continue;
    listable.set(name, resource);
  }
  const found = await Promise.all(
    [...listable.values()].map(async (type): Promise<readonly MarkedObject[]> => {
      const metadata = await server.listMetadata(type, patient);
      const marked = metadata.filter((object) => isMarked(object, moveId) && !isOurs(object));
      const full = await Promise.all(marked.map((one) => server.get(type, one.metadata, patient)));
      return full.flatMap((object) => (object === undefined ? [] : [{ type, object }]));
    }),
  );
  return found.flat().sort((a, b) => compareRefs(refOf(a.object), refOf(b.object)));
}

/** The namespace of the Leases is no part of what moves; it goes with them. */
function isOurs({ metadata: { name, namespace } }: KubeObject): boolean {
  return namespace === defaults.systemNamespace || (namespace === undefined && name === defaults.systemNamespace);
}

function isMarked(object: KubeObject, moveId: string): boolean {
  return isWrittenBy(object, moveId) || object.metadata.annotations?.[marks.pausedBy] === moveId;
}
