import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { pathOf } from '../../support/api/discovery.ts';
import type { KubeList } from '../../support/api/api.ts';
import { until } from '../../support/processes/until.ts';

/** What changes although nobody touches it: leader elections, and what the API server notes about itself. */
const restless: ReadonlySet<string> = new Set([
  'leases',
  'events',
  'flowschemas',
  'prioritylevelconfigurations',
  'apiservices',
]);

/** Every object of every kind with its resourceVersion: two of these are equal if and only if nothing was written. */
export async function versionsOfEverything(plane: ControlPlane): Promise<readonly string[]> {
  const resources = (await plane.kinds.all(true)).filter(
    ({ verbs, plural }) => verbs.includes('list') && !restless.has(plural),
  );
  const lists = await Promise.all(
    resources.map(async (resource) => {
      // A kind that was installed a moment ago answers 429 until the API server's cache of it is filled.
      const { items } = await until({ what: `${resource.plural} listed` }, () =>
        plane.api.call<KubeList>('GET', pathOf(resource)),
      );
      return items.map(
        ({ metadata: { namespace = '', name, resourceVersion = '' } }) =>
          `${resource.plural} ${namespace}/${name} ${resourceVersion}`,
      );
    }),
  );
  return lists.flat().sort();
}
