import { ApiError } from '../errors.ts';
import { formatResource } from '../model/resource-type.ts';
import { discoverResources } from '../server/resources/discover.ts';
import type { ApiServer } from '../server/types.ts';
import { kindsInNamespace } from './kinds-of-namespace.ts';

/** What Kubernetes itself puts into every namespace, and what goes by itself. */
const native: ReadonlySet<string> = new Set(['configmaps/kube-root-ca.crt', 'serviceaccounts/default']);
const passing = 'leases.coordination.k8s.io';

/**
 * Learns what a server has, and gives a question that can be asked again and again: why is a namespace not empty, as the
 * end of a sentence? Undefined if there is nothing in it but what Kubernetes puts into every one. Whatever cannot be
 * listed counts as something: a deleted namespace takes all along that is in it. Raises TransportError, and no ApiError.
 */
export async function namespaceContent(server: ApiServer): Promise<(namespace: string) => Promise<string | undefined>> {
  const { resources, unavailable } = await discoverResources(server);
  const [down] = unavailable;
  if (down !== undefined) return () => Promise.resolve(`${down.groupVersion} cannot be listed: ${down.reason}`);
  const listable = kindsInNamespace({ resources }).filter((one) => formatResource(one) !== passing);
  return async (namespace) => {
    for (const resource of listable) {
      try {
        const there = await server.listMetadata(resource, { namespace, limit: 50 });
        const strange = there.find(({ metadata }) => !native.has(`${formatResource(resource)}/${metadata.name}`));
        if (strange !== undefined) return `${formatResource(resource)}/${strange.metadata.name} is in it`;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status !== 405) return `${formatResource(resource)} cannot be listed: ${error.words}`;
      }
    }
    return undefined;
  };
}
