import { defaults } from '../../defaults.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refOf, type ObjectRef } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { waitUntil, type Lacking, type PivotContext } from '../context.ts';
import { isIronic, lacks, listAt, replicasOf } from '../workloads.ts';
import type { WorkloadName } from '../types.ts';
import { learnTypes } from './component-types.ts';
import { podsOf, setReplicas } from './scale-down.ts';

/** The components that are Ironic's, if it is handed over. */
export function ironicComponents({
  components,
  options,
}: Pick<PivotContext, 'components' | 'options'>): readonly KubeObject[] {
  if (options.handOverIronic === false) return [];
  return components.filter((object) => isIronic(object, options.ironic) && replicasOf(object) > 0);
}

/** Ironic of the target gets its replicas, and is waited for: released hosts ask it at once. */
export async function raiseTargetIronic(context: PivotContext): Promise<void> {
  const { target, emit, options, signal } = context;
  const ironic = ironicComponents(context);
  if (ironic.length === 0) return;
  const typeOf = await learnTypes(target);
  await waitUntil(
    'Ironic of the target to become available',
    () =>
      lackingOf(ironic, async (component) => {
        const one = { ref: refOf(component), type: typeOf(component) };
        const there = await target.get(one.type, one.ref);
        if (there === undefined) return 'it is gone again';
        const scaled = await scale(context, one, there, replicasOf(component));
        return scaled ?? lacks(there);
      }),
    {
      forMs: options.componentsTimeoutMs ?? defaults.componentsTimeoutMs,
      emit,
      signal,
      hint: 'Look at its pods and events in the target.',
    },
  );
}

/**
 * Ironic of the target goes down, and its pods are seen gone: the source's is next to come up. What the pivot has applied
 * is known from its record.
 */
export async function lowerTargetIronic(context: PivotContext): Promise<void> {
  const { target, emit, options, ledger } = context;
  const { settings, components } = ledger.record;
  if (settings['handOverIronic'] === false) return;
  const named = listAt(settings['ironic']).flatMap((name): WorkloadName[] => {
    const [namespace, rest] = typeof name === 'string' ? name.split('/') : [];
    return namespace === undefined || rest === undefined ? [] : [{ namespace, name: rest }];
  });
  const applied = components.filter(({ type }) => type.group === 'apps');
  await waitUntil(
    'Ironic of the target to be gone',
    () =>
      lackingOf(applied, async (one) => {
        const there = await target.get(one.type, one.ref);
        if (there === undefined || !isIronic(there, named)) return undefined;
        const scaled = await scale(context, one, there, 0);
        if (scaled !== undefined) return scaled;
        const left = await podsOf(target, there);
        return left === 0 ? undefined : `${left.toString()} of its pods are still there`;
      }),
    {
      forMs: options.podsTimeoutMs ?? defaults.podsTimeoutMs,
      emit,
      hint: 'See that its pods end in the target: the one of the source must not come up beside it.',
    },
  );
}

/** Undefined if it has that many replicas already. */
async function scale(
  { target, emit }: PivotContext,
  { ref, type }: { readonly ref: ObjectRef; readonly type: ResourceType },
  there: KubeObject,
  replicas: number,
): Promise<string | undefined> {
  if (replicasOf(there) === replicas) return undefined;
  if (await setReplicas(target, { ref, type }, there, replicas)) {
    emit({ type: 'workload-scaled', side: 'target', ref, replicas });
  }
  return 'it was scaled just now';
}

async function lackingOf<One extends KubeObject | { readonly ref: ObjectRef }>(
  all: readonly One[],
  look: (one: One) => Promise<string | undefined>,
): Promise<readonly Lacking[]> {
  const lacking = await Promise.all(
    all.map(async (one): Promise<Lacking | undefined> => {
      const because = await look(one);
      return because === undefined ? undefined : { ref: 'kind' in one ? refOf(one) : one.ref, because };
    }),
  );
  return lacking.filter((one) => one !== undefined);
}
