import { namespaces } from '../discover/core-types.ts';
import { ApiError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { fieldManagerOf } from '../model/marks.ts';
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
  if (await exists(context, name)) return;
  const original = await context.source.get(namespaces, { name });
  try {
    const created = await context.target.create(namespaces, namespaceLike(name, original), {
      fieldManager: fieldManagerOf(context.moveId),
    });
    context.createdNamespaces.set(name, created.metadata.uid ?? '');
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') return;
    throw error;
  }
  context.emit({ type: 'namespace-created', name });
}

async function exists(context: MoveContext, name: string): Promise<boolean> {
  try {
    return (await context.target.get(namespaces, { name })) !== undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return false;
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
