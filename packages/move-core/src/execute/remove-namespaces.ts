import { ApiError } from '../errors.ts';
import { defaults } from '../defaults.ts';
import { namespaces } from '../discover/core-types.ts';
import { kindsInNamespace } from '../discover/kinds-of-namespace.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { isWrittenBy } from '../model/marks.ts';
import { compareText } from '../model/object-ref.ts';
import { formatResource } from '../model/resource-type.ts';
import { discoverResources } from '../server/resources/discover.ts';
import { nameInTarget } from '../plan/arrival.ts';
import type { MoveContext } from './context.ts';

const patient = { retryBudgetMs: defaults.longRetryBudgetMs } as const;

/** What Kubernetes itself puts into every namespace. */
const native: ReadonlySet<string> = new Set(['configmaps/kube-root-ca.crt', 'serviceaccounts/default']);

/**
 * Removes the namespaces that this move created, those that hold nothing but what Kubernetes itself put there. One
 * that holds more, or of which a kind cannot be listed, stays, and it is said why (contract 8). A shard removes none: one
 * that is empty now may be where another shard is about to create something.
 */
export async function removeNamespaces(context: MoveContext): Promise<void> {
  if (context.plan.scope.shard !== undefined) return;
  await findUnrecorded(context);
  for (const [name, { uid }] of [...context.log.state.namespaces]) {
    const because = await reasonToKeep(context, name);
    const told = nameInTarget(context.plan.scope, name);
    if (because === undefined) {
      await context.target.delete(namespaces, { name }, { uid }, patient);
      context.log.note({ type: 'namespace-removed', name });
      context.emit({ type: 'namespace-removed', name: told });
    } else {
      context.emit({ type: 'namespace-kept', name: told, because });
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
  const strange: string[] = [];
  const hidden = new Map<string, string>();
  await Promise.all(
    kindsInNamespace({ resources }).map(async (resource) => {
      const name = formatResource(resource);
      try {
        const there = await context.target.listMetadata(resource, { namespace, ...patient });
        const one = there.find(({ metadata }) => !native.has(`${name}/${metadata.name}`));
        if (one !== undefined) strange.push(`${name}/${one.metadata.name}`);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status !== 405) hidden.set(name, error.words);
      }
    }),
  );
  const [one] = strange.sort(compareText);
  if (one !== undefined) return `${one} is in it, and not of this move`;
  // All of them at once, so that whoever gives rights need not find them one by one.
  const [words] = hidden.values();
  return words === undefined
    ? undefined
    : `${[...hidden.keys()].sort(compareText).join(', ')} cannot be listed: ${words}`;
}
