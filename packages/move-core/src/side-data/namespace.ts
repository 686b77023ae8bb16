import { setTimeout as sleep } from 'node:timers/promises';
import { namespaces } from '../discover/core-types.ts';
import { namespaceContent } from '../discover/namespace-content.ts';
import { ApiError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ApiServer } from '../server/types.ts';

export const fieldManager = 'tsmove';

/** On what a change has made or changed: whose it is. */
export const changeAnnotation = 'tsmove.dev/side-data';

/** Pods of what was in a namespace take up to their grace period to go. */
export const emptyWithinMs = 30_000;
const betweenLooksMs = 500;

/** Makes a namespace if it is missing, as one that goes with the change that it was made for. */
export async function ensureNamespace(server: ApiServer, name: string, id: string): Promise<void> {
  if ((await server.get(namespaces, { name })) !== undefined) return;
  const metadata = { name, annotations: { [changeAnnotation]: id } };
  await server.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata }, { fieldManager });
}

/** Removes a namespace that was made for this change, unless something else is in it by now, and stays there. */
export async function removeNamespace(
  server: ApiServer,
  name: string,
  id: string,
  withinMs: number = emptyWithinMs,
): Promise<void> {
  const ours = await madeFor(server, name, id);
  if (ours === undefined) return;
  const contentOf = await namespaceContent(server);
  const end = performance.now() + withinMs;
  while ((await contentOf(name)) !== undefined) {
    if (performance.now() > end) return keepNamespace(server, name, id);
    await sleep(betweenLooksMs);
  }
  await server.delete(namespaces, { name }, { uid: ours.metadata.uid ?? '' });
}

/** From now on it is nobody's change that the namespace is there. */
export async function keepNamespace(server: ApiServer, name: string, id: string): Promise<void> {
  for (;;) {
    const ours = await madeFor(server, name, id);
    if (ours === undefined) return;
    const { resourceVersion } = ours.metadata;
    const patch = { metadata: { resourceVersion, annotations: { [changeAnnotation]: null } } };
    try {
      await server.mergePatch(namespaces, { name }, patch, { fieldManager });
      return;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
  }
}

async function madeFor(server: ApiServer, name: string, id: string): Promise<KubeObject | undefined> {
  const there = await server.get(namespaces, { name });
  if (there === undefined || there.metadata.deletionTimestamp !== undefined) return undefined;
  return there.metadata.annotations?.[changeAnnotation] === id ? there : undefined;
}
