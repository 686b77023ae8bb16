import { connectApi, type Api, type KubeList } from '../support/api/api.ts';
import { kindsOf, pathOf } from '../support/api/discovery.ts';
import { exercise } from './exercise.ts';
import type { ClusterAccess } from './messages.ts';
import type { Printer } from './printer.ts';
import { serverTable } from './server-table.ts';

/** What the tables show; the status of a machine is what clusterctl would have left behind. */
const columns: readonly (readonly [kind: string, headings: readonly string[]])[] = [
  ['Cluster', ['Name', 'Available', 'Phase', 'Age']],
  ['Machine', ['Name', 'Ready', 'Available', 'Phase', 'Age', 'Version']],
];

/** Prints what an API server has of the exercise. */
export async function showCluster(access: ClusterAccess, printer: Printer): Promise<void> {
  const api = connectApi({ url: access.url, ca: access.ca, token: access.token, agent: 'demo' });
  try {
    const found = await countObjects(api);
    if (found === 0) {
      printer.line(`No resources found in ${exercise.namespace} namespace.`);
      return;
    }
    for (const [kind, headings] of columns) {
      const path = pathOf(await kindsOf(api).find(kind), exercise.namespace);
      const table = await serverTable(api, path, headings);
      printer.table(table.headings, table.rows);
      printer.line();
    }
    printer.line(`${found} objects altogether.`);
  } finally {
    await api.close();
  }
}

/** Lists every kind that a namespace can hold, apart from Events and what Kubernetes itself puts into each namespace. */
async function countObjects(api: Api): Promise<number> {
  const resources = (await kindsOf(api).all()).filter(
    ({ namespaced, verbs, plural }) => namespaced && verbs.includes('list') && plural !== 'events',
  );
  const lists = await Promise.all(
    resources.map((resource) => api.call<KubeList>('GET', pathOf(resource, exercise.namespace))),
  );
  return lists.flatMap(({ items }) => items).filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt').length;
}
