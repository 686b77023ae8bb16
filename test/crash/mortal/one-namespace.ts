import type { ApiServer, KubeObject } from '@tsmove/move-core';

/** By this label cluster-wide objects of the fixture say which namespace's test they are for. */
export const ofNamespace = 'test.tsmove.dev/of';

/**
 * A server on which cluster-wide objects of other tests do not show in lists. Every move takes all global identities
 * along, so that tests side by side would meet; by this each has its own.
 */
export function oneNamespace(server: ApiServer, namespace: string): ApiServer {
  const own = (objects: readonly KubeObject[]): readonly KubeObject[] =>
    objects.filter(({ metadata }) => (metadata.labels?.[ofNamespace] ?? namespace) === namespace);
  return {
    ...server,
    list: async (...call) => own(await server.list(...call)),
    listMetadata: async (...call) => own(await server.listMetadata(...call)),
  };
}
