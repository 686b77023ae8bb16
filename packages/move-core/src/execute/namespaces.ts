import { namespaces } from '../discover/core-types.ts';
import { ApiError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { fieldManagerOf, isWrittenBy } from '../model/marks.ts';
import { nameInTarget } from '../plan/arrival.ts';
import type { MoveContext } from './context.ts';

/** Ensures namespaces in the target, each once. */
export interface NamespaceKeeper {
  ensure(name: string): Promise<void>;
}

/**
 * A namespace that the target lacks is created with the labels and annotations that it has in the source (pod
 * security, quotas, meshes hang on them); one that is there is left as it is. Where the right to read single
 * namespaces is missing, a create tells: a namespace that exists is refused as AlreadyExists (E8).
 */
export function createNamespaceKeeper(context: MoveContext): NamespaceKeeper {
  const ensured = new Map<string, Promise<void>>();
  return {
    ensure(name): Promise<void> {
      const running = ensured.get(name) ?? ensureNamespace(context, name);
      ensured.set(name, running);
      return running;
    },
  };
}

async function ensureNamespace(context: MoveContext, name: string): Promise<void> {
  const found = await find(context, name);
  // Whoever carried the move out before may have created it and died before saying so.
  const isOurs = context.takenOver && found !== undefined && isWrittenBy(found, context.moveId);
  if (found !== undefined && !isOurs) return;
  const original = await context.source.get(namespaces, { name });
  const created = await createOrFind(context, namespaceLike(name, original));
  const { uid } = created?.metadata ?? {};
  if (uid === undefined) return;
  context.log.note({ type: 'namespace-created', name, uid, managers: original?.metadata.managedFields ?? [] });
  context.emit({ type: 'namespace-created', name: nameInTarget(context.plan.scope, name) });
}

/** Undefined if somebody else was faster. Ours is also what an earlier attempt created whose answer was lost. */
async function createOrFind(context: MoveContext, wanted: KubeObject): Promise<KubeObject | undefined> {
  try {
    return await context.target.create(namespaces, wanted, { fieldManager: fieldManagerOf(context.moveId) });
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
    if (!error.outcomeUnknown && !context.takenOver) return undefined;
    const there = await context.target.get(namespaces, { name: wanted.metadata.name });
    return there !== undefined && isWrittenBy(there, context.moveId) ? there : undefined;
  }
}

/** Where the right to read it is missing, a create tells whether it exists. */
async function find(context: MoveContext, name: string): Promise<KubeObject | undefined> {
  try {
    return await context.target.get(namespaces, { name });
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}

function namespaceLike(name: string, original: KubeObject | undefined): KubeObject {
  const { labels, annotations } = original?.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}
