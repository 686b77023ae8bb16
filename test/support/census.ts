import type { KubeObject } from './api/api.ts';
import type { Resource } from './api/discovery.ts';
import type { ManagementCluster } from './control-plane/management-cluster.ts';

/** Everything in one namespace, of every kind that can be listed, keyed `Kind.group/name`. */
export type Census = ReadonlyMap<string, KubeObject>;

/** What comes and goes by itself, or that a new namespace brings along. */
const notCounted: ReadonlySet<string> = new Set(['Event', 'Event.events.k8s.io', 'Lease.coordination.k8s.io']);

/**
 * Counts a namespace through the test bed's own client, so that a fault in the product's cannot hide a loss. `kinds`
 * leaves out what a test is certain to have nothing of: a list of every kind takes its time.
 */
export async function census(
  plane: ManagementCluster,
  namespace: string,
  kinds: (resource: Resource) => boolean = () => true,
): Promise<Census> {
  const resources = (await plane.kinds.all()).filter(
    (resource) =>
      resource.namespaced &&
      resource.verbs.includes('list') &&
      !notCounted.has(resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`) &&
      kinds(resource),
  );
  const lists = await Promise.all(
    resources.map(async ({ group, apiVersion, plural, kind }) => {
      const base = group === '' ? '/api/v1' : `/apis/${apiVersion}`;
      const list = await plane.api.call<{ readonly items: readonly KubeObject[] }>(
        'GET',
        `${base}/namespaces/${namespace}/${plural}`,
      );
      return list.items.map((item): [string, KubeObject] => [
        `${group === '' ? kind : `${kind}.${group}`}/${item.metadata.name}`,
        { ...item, apiVersion, kind },
      ]);
    }),
  );
  return new Map(lists.flat().sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * What R keeps of an object, owners by name instead of UID: two censuses are equal by R if these texts are.
 * `managers` adds managedFields without their times.
 */
export function essence(object: KubeObject, options: { readonly managers?: boolean } = {}): string {
  const { metadata, ...rest } = object;
  const {
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    creationTimestamp: _created,
    managedFields = [],
    ownerReferences = [],
    ...kept
  } = metadata;
  const owners = ownerReferences.map(({ uid: _owner, ...owner }) => owner);
  const managers = (managedFields as readonly Readonly<Record<string, unknown>>[]).map(
    ({ time: _time, ...entry }) => entry,
  );
  const text = JSON.stringify(
    sorted({ ...rest, metadata: { ...kept, owners, ...(options.managers === true ? { managers } : {}) } }),
    (key, value: unknown) => (key === 'observedGeneration' ? undefined : value),
  );
  // Managers name the references that are theirs by UID.
  return text.replaceAll(/(k:\{\\"uid\\":\\")[0-9a-f-]+/gu, '$1*');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).flatMap((item) => (isPausedCondition(item) ? [] : [item]));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]): [string, unknown] => [key, sorted(item)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function isPausedCondition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Paused' && 'status' in value;
}
