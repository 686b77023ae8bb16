import { defaults } from '../../defaults.ts';
import { UsageError, VerifyError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { formatRef, refKey, refOf, type ObjectRef } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { withReplicas } from '../component-changes.ts';
import { waveOf, waves } from '../component-order.ts';
import { waitUntil, type Lacking, type PivotContext } from '../context.ts';
import { pivotFieldManager } from '../ledger.ts';
import type { ComponentRecord } from '../record.ts';
import { isIronic, lacks, listAt, objectAt, replicasOf } from '../workloads.ts';
import { applyObject, patchBack, requireNoSecret } from './apply-object.ts';
import { learnTypes, type TypeOf } from './component-types.ts';

/**
 * Applies the components to the target, what others need first, and waits until they are usable. Ironic gets no
 * replicas yet: two DHCP servers on one network answer each other's machines.
 */
export async function applyComponents(context: PivotContext): Promise<void> {
  const { target, components, signal } = context;
  let typeOf = await learnTypes(target);
  for (const wave of waves) {
    const objects = components.filter((object) => waveOf(object) === wave);
    if (objects.length === 0) continue;
    signal.throwIfAborted();
    await applyWave(
      context,
      objects.map((object) => held(context, object)),
      typeOf,
    );
    if (wave === 'definitions') {
      await waitFor(context, objects, typeOf, 'definitions to be established', notEstablished);
      typeOf = await learnServed(context, objects);
    }
    if (wave === 'workloads') await waitFor(context, objects, typeOf, 'components to become available', unavailable);
  }
}

function held({ options }: PivotContext, object: KubeObject): KubeObject {
  return isIronic(object, options.ironic) && options.handOverIronic !== false ? withReplicas(object, 0) : object;
}

async function applyWave(context: PivotContext, objects: readonly KubeObject[], typeOf: TypeOf): Promise<void> {
  const { target, ledger, emit, options } = context;
  const force = options.forceComponents === true;
  const known = new Map(ledger.record.components.map((one) => [refKey(one.ref), one]));
  const intents: ComponentRecord[] = [];
  const toApply: { readonly object: KubeObject; readonly type: ResourceType; readonly intent: ComponentRecord }[] = [];
  for (const object of objects) {
    const [ref, type] = [refOf(object), typeOf(object)];
    const before = known.get(refKey(ref));
    if (before !== undefined) {
      toApply.push({ object, type, intent: before });
      continue;
    }
    const there = await whatStays(context, type, object);
    if (there === undefined) {
      const intent: ComponentRecord = { ref, type, how: 'create' };
      intents.push(intent);
      toApply.push({ object, type, intent });
      continue;
    }
    refuseRunningIronic(context, object, there);
    // The server knows what defaults and other managers make of it.
    const inverse = patchBack(there, await applyObject(target, type, object, { force, dryRun: true }));
    if (Object.keys(inverse).length === 0) {
      emit({ type: 'object-applied', ref, outcome: 'unchanged' });
      continue;
    }
    requireNoSecret(object);
    const { uid = '' } = there.metadata;
    const intent: ComponentRecord = { ref, type, how: 'change', uid, inverse };
    intents.push(intent);
    toApply.push({ object, type, intent });
  }
  if (intents.length > 0) {
    await ledger.change((now) => ({ ...now, components: [...now.components, ...intents] }));
  }
  const uids = new Map<string, string>();
  for (const { object, type, intent } of toApply) {
    context.signal.throwIfAborted();
    const applied = await applyObject(target, type, object, { force });
    const { uid = '' } = applied.metadata;
    if (intent.how === 'create' && intent.uid === undefined) {
      // Somebody else may have made it between the look and the apply: theirs is not for us to delete.
      if (isMadeByPivot(applied)) uids.set(refKey(intent.ref), uid);
    }
    emit({ type: 'object-applied', ref: intent.ref, outcome: intent.how === 'create' ? 'created' : 'configured' });
  }
  if (uids.size === 0) return;
  await ledger.change((now) => ({
    ...now,
    components: now.components.map((one) => {
      const uid = uids.get(refKey(one.ref));
      return uid === undefined ? one : { ...one, uid };
    }),
  }));
}

/** What is there and not about to go: after an undo namespaces and definitions take some seconds. */
async function whatStays(
  { target, options, emit, signal }: PivotContext,
  type: ResourceType,
  object: KubeObject,
): Promise<KubeObject | undefined> {
  let there: KubeObject | undefined;
  await waitUntil(
    'what is being deleted to be gone',
    async () => {
      there = await target.get(type, object.metadata);
      const isGoing = there?.metadata.deletionTimestamp !== undefined;
      return isGoing ? [{ ref: refOf(object), because: 'it is being deleted in the target, and still there' }] : [];
    },
    {
      forMs: options.componentsTimeoutMs ?? defaults.componentsTimeoutMs,
      emit,
      signal,
      hint: 'Find out what keeps it: its finalizers, or what is in it.',
    },
  );
  return there;
}

/** Ironic that is up in the target already would be stopped, and be up beside the source's until then. */
function refuseRunningIronic({ options }: PivotContext, object: KubeObject, there: KubeObject): void {
  if (options.handOverIronic === false || !isIronic(object, options.ironic) || replicasOf(there) === 0) return;
  throw new VerifyError('it runs in the target already, while the source has its own', {
    ref: refOf(object),
    code: 'target-ironic-running',
    hint: 'Scale it to 0 in the target; the pivot scales it up when the one of the source is gone.',
  });
}

/**
 * True if this object, which was not there when the record was written, came into being by an apply of the pivot: whoever
 * creates an object is in its managed fields with the time of its creation. One that says nothing but its name leaves no
 * entry there, but nobody else has one either.
 */
export function isMadeByPivot({ metadata }: KubeObject): boolean {
  const entries = metadata.managedFields ?? [];
  return (
    entries.every(({ manager, subresource }) => manager === pivotFieldManager || subresource !== undefined) ||
    entries.some(
      ({ manager, operation, time }) =>
        manager === pivotFieldManager && operation === 'Apply' && time === metadata.creationTimestamp,
    )
  );
}

export function notEstablished(definition: KubeObject): string | undefined {
  const conditions = listAt(objectAt(definition.status)['conditions']).map((one) => objectAt(one));
  const refused = conditions.find(({ type, status }) => type === 'NamesAccepted' && status === 'False');
  if (refused !== undefined) return 'its names are not accepted';
  const isUp = conditions.some(({ type, status }) => type === 'Established' && status === 'True');
  return isUp ? undefined : 'it is not established yet';
}

function unavailable(workload: KubeObject): string | undefined {
  return ['Deployment', 'StatefulSet', 'DaemonSet'].includes(workload.kind) ? lacks(workload) : undefined;
}

async function waitFor(
  context: PivotContext,
  objects: readonly KubeObject[],
  typeOf: TypeOf,
  what: string,
  reason: (object: KubeObject) => string | undefined,
): Promise<void> {
  const { target, options, emit, signal } = context;
  await waitUntil(
    what,
    async () => {
      const lacking = await Promise.all(
        objects.map(async (object): Promise<Lacking | undefined> => {
          const there = await target.get(typeOf(object), object.metadata);
          const because = there === undefined ? 'it is gone again' : reason(there);
          return because === undefined ? undefined : { ref: refOf(object), because };
        }),
      );
      return lacking.filter((one) => one !== undefined);
    },
    {
      forMs: options.componentsTimeoutMs ?? defaults.componentsTimeoutMs,
      emit,
      signal,
      hint: `Look at its pods and events in the target: ${describe(objects)}.`,
    },
  );
}

function describe(objects: readonly KubeObject[]): string {
  const names = objects.map((object) => formatRef(refOf(object)));
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and others`;
}

/** What the server serves once it says so of every definition: discovery lags behind them. */
async function learnServed(context: PivotContext, definitions: readonly KubeObject[]): Promise<TypeOf> {
  const { target, options, emit, signal } = context;
  let typeOf = await learnTypes(target);
  await waitUntil(
    'definitions to be served',
    async () => {
      typeOf = await learnTypes(target);
      return definitions.flatMap((definition): readonly Lacking[] =>
        instancesOf(definition).every((instance) => isServed(typeOf, instance))
          ? []
          : [{ ref: refOf(definition), because: 'it is not served yet' }],
      );
    },
    {
      forMs: options.componentsTimeoutMs ?? defaults.componentsTimeoutMs,
      emit,
      signal,
      hint: 'See with kubectl api-resources what the target serves.',
    },
  );
  return typeOf;
}

/** One object of each served version, as far as its type goes. */
function instancesOf(definition: KubeObject): readonly KubeObject[] {
  const { group, names, versions } = objectAt(definition.spec);
  const { kind } = objectAt(names);
  if (typeof group !== 'string' || typeof kind !== 'string') return [];
  return listAt(versions).flatMap((one) => {
    const { name, served } = objectAt(one);
    if (typeof name !== 'string' || served !== true) return [];
    return [{ apiVersion: `${group}/${name}`, kind, metadata: { name: 'any' } }];
  });
}

function isServed(typeOf: TypeOf, instance: KubeObject): boolean {
  try {
    typeOf(instance);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** The refs of what a pivot has created, for what is looked at later. */
export function createdRefs(components: readonly ComponentRecord[]): readonly ObjectRef[] {
  return components.filter(({ how }) => how === 'create').map(({ ref }) => ref);
}
