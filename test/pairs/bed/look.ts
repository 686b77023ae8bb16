import type { ManagementCluster } from '../../support/control-plane/management-cluster.ts';
import { census, essence } from '../../support/census.ts';

/** Every object of a namespace as a user sees it, with status and managers, owners by name. */
export type Look = Readonly<Record<string, string>>;

/** What a cluster puts into every namespace by itself, and nobody moves. */
const ofTheCluster: ReadonlySet<string> = new Set(['ConfigMap/kube-root-ca.crt', 'ServiceAccount/default']);

export async function lookAt(cluster: ManagementCluster, namespace: string): Promise<Look> {
  const objects = [...(await census(cluster, namespace))].filter(([name]) => !ofTheCluster.has(name));
  return Object.fromEntries(objects.map(([name, object]) => [name, essence(object, { managers: true })]));
}

/** Owner references whose UID is not that of the object they name: sooner or later the garbage collector acts upon them. */
export async function strayOwners(cluster: ManagementCluster, namespace: string): Promise<readonly string[]> {
  const objects = await census(cluster, namespace);
  const uids = new Map([...objects].map(([name, { metadata }]) => [name, metadata.uid]));
  return [...objects].flatMap(([name, { metadata }]) =>
    (metadata.ownerReferences ?? []).flatMap((owner) => {
      const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.replace(/\/.*/u, '')}` : '';
      const key = `${owner.kind}${group}/${owner.name}`;
      return uids.get(key) === owner.uid ? [] : [`${name} names ${key}`];
    }),
  );
}

/** How many objects have a status that says something; a move that lost it would look the same in every other way. */
export function withStatus(look: Look): number {
  return Object.values(look).filter((text) => text.includes('"status":{"')).length;
}
