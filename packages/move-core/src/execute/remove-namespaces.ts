import { ApiError } from '../errors.ts';
import { defaults } from '../defaults.ts';
import { namespaces } from '../discover/core-types.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { isWrittenBy } from '../model/marks.ts';
import { formatResource } from '../model/resource-type.ts';
import { discoverResources } from '../server/resources/discover.ts';
import type { MoveContext } from './context.ts';

const patient = { retryBudgetMs: defaults.longRetryBudgetMs } as const;

/** What Kubernetes itself puts into every namespace. */
const native: ReadonlySet<string> = new Set(['configmaps/kube-root-ca.crt', 'serviceaccounts/default']);

/** Records of what happened, which belong to nobody and go by themselves. */
const records: ReadonlySet<string> = new Set(['events', 'events.events.k8s.io']);

/**
 * Removes the namespaces that this move created, those that hold nothing but what Kubernetes itself put there. One
 * that holds more, or of which a kind cannot be listed, stays, and it is said why (contract 8).
 */
export async function removeNamespaces(context: MoveContext): Promise<void> {
  await findUnrecorded(context);
  for (const [name, { uid }] of [...context.log.state.namespaces]) {
    const because = await reasonToKeep(context, name);
    if (because === undefined) {
      await context.target.delete(namespaces, { name }, { uid }, patient);
      context.log.note({ type: 'namespace-removed', name });
      context.emit({ type: 'namespace-removed', name });
    } else {
      context.emit({ type: 'namespace-kept', name, because });
    }
  }
}

/** One that was created by a request whose answer was lost, or whose sender died before it could say so. */
async function findUnrecorded(context: MoveContext): Promise<void> {
  const known = context.log.state.namespaces;
  const names = new Set(context.plan.objects.flatMap(({ ref }) => ref.namespace ?? []));
  for (const name of names) {
    if (known.has(name)) continue;
    const there = await look(context, name);
    const uid = there?.metadata.uid;
    if (there === undefined || uid === undefined || !isWrittenBy(there, context.moveId)) continue;
    context.log.note({ type: 'namespace-created', name, uid, managers: [] });
  }
}

/** Who may not read namespaces could not have known either that one was missing. */
async function look(context: MoveContext, name: string): Promise<KubeObject | undefined> {
  try {
    return await context.target.get(namespaces, { name }, patient);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}

async function reasonToKeep(context: MoveContext, namespace: string): Promise<string | undefined> {
  const { resources, unavailable } = await discoverResources(context.target, patient);
  const [down] = unavailable;
  if (down !== undefined) return `${down.groupVersion} cannot be listed: ${down.reason}`;
  const listable = resources.filter(
    (resource) => resource.namespaced && resource.verbs.includes('list') && !records.has(formatResource(resource)),
  );
  const reasons = await Promise.all(
    listable.map(async (resource): Promise<string | undefined> => {
      try {
        const there = await context.target.listMetadata(resource, { namespace, ...patient });
        const strange = there.find(({ metadata }) => !native.has(`${formatResource(resource)}/${metadata.name}`));
        return strange === undefined
          ? undefined
          : `${formatResource(resource)}/${strange.metadata.name} is in it, and not of this move`;
      } catch (error) {
        if (error instanceof ApiError && error.status === 405) return undefined;
        if (error instanceof ApiError) return `${formatResource(resource)} cannot be listed: ${error.words}`;
        throw error;
      }
    }),
  );
  return reasons.find((reason) => reason !== undefined);
}
