import { kindKey } from '../model/resource-type.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { Provider } from '../provider/types.ts';
import type { ServedResources } from '../server/resources/types.ts';
import type { LimitedReader } from './reader.ts';
import { servedVersions } from './served.ts';

/**
 * Reads what providers want to know of the target: all objects of the kinds that they name, in all namespaces, in the
 * version that the server prefers. A kind that is not served there has no objects. Raises what the reads raise.
 */
export async function readTargetObjects(
  reader: LimitedReader,
  served: ServedResources,
  providers: readonly Provider[],
): Promise<readonly KubeObject[]> {
  const kinds = new Map(
    providers.flatMap(({ readsInTarget = [] }) => readsInTarget.map((kind) => [kindKey(kind), kind] as const)),
  );
  const lists = await Promise.all(
    [...kinds.values()].map(async (kind) => {
      const type = servedVersions(served, kind)[0];
      return type === undefined ? [] : reader.list(type);
    }),
  );
  return lists.flat();
}
