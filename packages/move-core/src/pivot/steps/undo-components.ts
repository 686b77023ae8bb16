import { defaults } from '../../defaults.ts';
import { customResourceDefinitions, readCustomResource, storageVersion } from '../../discover/custom-resource.ts';
import { namespaceContent } from '../../discover/namespace-content.ts';
import { ApiError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refKey } from '../../model/object-ref.ts';
import { waitUntil, type PivotContext } from '../context.ts';
import { pivotFieldManager } from '../ledger.ts';
import type { ComponentRecord } from '../record.ts';
import { isMadeByPivot } from './components.ts';

/**
 * Takes back what the components step has done, the last first: what it created goes, by its UID; what it changed gets
 * its earlier values; what was there before and equal was never touched. A definition stays while there are objects of
 * it, and a namespace while anything else is in it.
 */
export async function undoComponents(context: PivotContext): Promise<void> {
  const { ledger } = context;
  for (const component of [...ledger.record.components].reverse()) {
    await (component.how === 'change' ? restore(context, component) : remove(context, component));
    await ledger.change((now) => ({
      ...now,
      components: now.components.filter(({ ref }) => refKey(ref) !== refKey(component.ref)),
    }));
  }
}

async function restore(
  { target, emit }: PivotContext,
  { ref, type, uid, inverse = {} }: ComponentRecord,
): Promise<void> {
  for (;;) {
    const there = await target.get(type, ref);
    if (there === undefined || there.metadata.uid !== uid) return;
    const { resourceVersion = '' } = there.metadata;
    const patch = { ...inverse, metadata: { ...metadataOf(inverse), resourceVersion } };
    try {
      await target.mergePatch(type, ref, patch, { fieldManager: pivotFieldManager });
      emit({ type: 'object-restored', ref });
      return;
    } catch (error) {
      // Its controller has written in between: what is to be restored is looked at again.
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
    }
  }
}

function metadataOf(patch: KubeObject | ComponentRecord['inverse']): Readonly<Record<string, never>> {
  // A patch of metadata is an object of JSON values; which ones does not matter here.
  return (patch?.metadata ?? {}) as Readonly<Record<string, never>>;
}

async function remove(context: PivotContext, component: ComponentRecord): Promise<void> {
  const { target, emit, outcome } = context;
  const { ref, type } = component;
  const there = await target.get(type, ref);
  if (there === undefined || there.metadata.deletionTimestamp !== undefined) return;
  const { uid = '' } = there.metadata;
  // Without an answer its UID is not known; then its managed fields tell whether it is the pivot's.
  const isOurs = component.uid === undefined ? isMadeByPivot(there) : component.uid === uid;
  if (!isOurs) return;
  const because = await reasonToKeep(context, component);
  if (because !== undefined) {
    outcome.kept.push({ ref, because });
    emit({ type: 'object-kept', ref, because });
    return;
  }
  await target.delete(type, ref, { uid });
  emit({ type: 'object-removed', side: 'target', ref });
}

async function reasonToKeep(context: PivotContext, { ref, type }: ComponentRecord): Promise<string | undefined> {
  if (type.kind === 'CustomResourceDefinition') return objectsOf(context, ref.name);
  if (type.kind === 'Namespace' && type.group === '') return emptied(context, ref.name);
  return undefined;
}

async function objectsOf({ target }: PivotContext, name: string): Promise<string | undefined> {
  const definition = await target.get(customResourceDefinitions, { name });
  if (definition === undefined) return undefined;
  const resource = readCustomResource(definition);
  const version = storageVersion(resource)?.name ?? '';
  const { group, kind, plural, namespaced } = resource;
  const left = await target.listMetadata({ group, version, kind, plural, namespaced, hasStatus: false }, { limit: 1 });
  if (left.length === 0) return undefined;
  return `${left.length.toString()} objects of it are in the target, and they would go with it`;
}

/** What is in a namespace after a while: pods and other dependents of what was removed take some time to go. */
async function emptied(context: PivotContext, namespace: string): Promise<string | undefined> {
  const { target, options, emit } = context;
  const contentOf = await namespaceContent(target);
  let because: string | undefined;
  const ref = { group: '', version: 'v1', kind: 'Namespace', name: namespace };
  try {
    await waitUntil(
      'the namespace to be empty',
      async () => {
        because = await contentOf(namespace);
        return because === undefined ? [] : [{ ref, because }];
      },
      { forMs: Math.min(options.podsTimeoutMs ?? defaults.podsTimeoutMs, 30_000), emit, hint: '' },
    );
  } catch (error) {
    if (because === undefined) throw error;
  }
  return because === undefined ? undefined : `${because}, and not of this pivot`;
}
