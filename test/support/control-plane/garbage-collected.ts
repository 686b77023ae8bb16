import { connectApi, type KubeList, type KubeObject } from '../api/api.ts';
import { pathOf, type Resource } from '../api/discovery.ts';
import { until } from '../processes/until.ts';
import type { ControlPlane } from './control-plane.ts';

/** Metadata only: the collector looks at nothing else. */
const metadataOnly = { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' };

/**
 * Resolves when the garbage collector has looked at every object that is in the API server now and has nothing left to do;
 * what is there then, it keeps.
 *
 * No fixed waiting: the collector's own graph must show every owner reference that the API server has, its work queues must
 * have finished as much as they were given, and no object may be left whose owners are all gone. Kinds that were installed
 * after the controllers started would only be noticed within 30 s (a constant of kube-controller-manager); for these the
 * controllers are started anew.
 */
export async function garbageCollected(plane: ControlPlane, timeout = 60_000): Promise<void> {
  const resources = (await plane.kinds.all(true)).filter(isCollectable);
  if (resources.some(({ group, plural }) => !plane.collectedKinds.has(`${group}/${plural}`)))
    await plane.renewControllers();
  const url = plane.controllersUrl;
  if (url === undefined) throw new Error(`${plane.name} runs no garbage collector`);

  const { certificate, key } = plane.adminCertificate;
  const collector = connectApi({ url, ca: plane.ca, certificate, key });
  let standing = 'nothing seen yet';
  try {
    await until({ what: `garbage collection of ${plane.name}`, timeout, interval: 100 }, async () => {
      const objects = await everything(plane, resources);
      const unseen = notInGraph(
        objects,
        String((await collector.request('GET', '/debug/controllers/garbage-collector-controller/graph')).body),
      );
      const unfinished = outstanding(String((await collector.request('GET', '/metrics')).body));
      const doomed = doomedAmong(objects, resources);
      standing = `not noticed: ${list(unseen)}; unfinished steps: ${unfinished}; without an owner: ${list(doomed)}`;
      return unseen.length === 0 && unfinished === 0 && doomed.length === 0;
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)} (${standing})`, { cause: error });
  } finally {
    await collector.close();
  }
}

/** As the collector chooses: what can be listed, watched and deleted, except Events, which it ignores. */
function isCollectable({ verbs, plural }: Resource): boolean {
  return plural !== 'events' && ['list', 'watch', 'delete'].every((verb) => verbs.includes(verb));
}

async function everything(plane: ControlPlane, resources: readonly Resource[]): Promise<readonly KubeObject[]> {
  const lists = await Promise.all(
    resources.map(async (resource) => {
      const { items } = await plane.api.call<{ readonly items: KubeList['items'] | null }>(
        'GET',
        pathOf(resource),
        undefined,
        metadataOnly,
      );
      // An empty metadata-only list of some built-in kinds has `items: null`.
      return (items ?? []).map((item) => ({ ...item, apiVersion: resource.apiVersion, kind: resource.kind }));
    }),
  );
  return lists.flat();
}

/** Objects whose owner references the collector does not have, or has otherwise. Its answer is a graph in DOT. */
function notInGraph(objects: readonly KubeObject[], dot: string): readonly KubeObject[] {
  const owners = new Map<string, Set<string>>();
  for (const [, from = '', to = ''] of dot.matchAll(/^ {2}"([^"]+)" -> "([^"]+)";$/gm))
    owners.set(from, (owners.get(from) ?? new Set()).add(to));
  return objects.filter(({ metadata }) => {
    const expected = new Set((metadata.ownerReferences ?? []).map(({ uid }) => uid));
    const known = owners.get(metadata.uid ?? '') ?? new Set();
    return expected.size !== known.size || [...expected].some((uid) => !known.has(uid));
  });
}

/** Steps the collector was given and has not finished, over its three queues. */
function outstanding(metrics: string): number {
  const sum = (metric: string): number =>
    [...metrics.matchAll(new RegExp(`^${metric}\\{name="garbage_collector_[a-z_]+"\\} (\\S+)$`, 'gm'))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  return sum('workqueue_adds_total') - sum('workqueue_work_duration_seconds_count');
}

/**
 * Objects that the collector has yet to take: all owners are gone. One whose owner is of a kind that is not served, or out
 * of its reach (a namespaced owner of an object without namespace), is never taken.
 */
function doomedAmong(objects: readonly KubeObject[], resources: readonly Resource[]): readonly KubeObject[] {
  const alive = new Set(objects.map(({ metadata }) => metadata.uid));
  const served = new Map(resources.map((resource) => [`${resource.group}/${resource.kind}`, resource]));
  return objects.filter(({ metadata }) => {
    const owners = metadata.ownerReferences ?? [];
    if (owners.length === 0 || metadata.deletionTimestamp !== undefined) return false;
    return owners.every(({ apiVersion, kind, uid }) => {
      const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
      const resource = served.get(`${group}/${kind}`);
      return resource !== undefined && !(resource.namespaced && metadata.namespace === undefined) && !alive.has(uid);
    });
  });
}

function list(objects: readonly KubeObject[]): string {
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
  return names.length === 0
    ? 'none'
    : names.slice(0, 10).join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '');
}
