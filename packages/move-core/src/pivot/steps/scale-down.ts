import { defaults } from '../../defaults.ts';
import { pods } from '../../discover/core-types.ts';
import { ApiError, VerifyError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { compareRefs, refKey, refOf } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { ApiServer } from '../../server/types.ts';
import { waitUntil, type Lacking, type PivotContext } from '../context.ts';
import { pivotFieldManager } from '../ledger.ts';
import type { ScaleRecord } from '../record.ts';
import type { WorkloadName } from '../types.ts';
import { isIronic, isNamed, isProviderController, lacks, podSelector, replicasOf, scalable } from '../workloads.ts';

interface Found {
  readonly workload: KubeObject;
  readonly type: ResourceType;
}

/** Everything that can be scaled, in the order of references. */
async function listWorkloads(server: ApiServer): Promise<readonly Found[]> {
  const lists = await Promise.all(
    scalable.map(async (type) => (await server.list(type)).map((workload) => ({ workload, type }))),
  );
  return lists.flat().sort((a, b) => compareRefs(refOf(a.workload), refOf(b.workload)));
}

/** What is scaled down in the source, in this role. Raises VerifyError for a workload that is named and not there. */
export async function workloadsToScale(
  { options, source }: Pick<PivotContext, 'options' | 'source'>,
  role: ScaleRecord['role'],
): Promise<readonly Found[]> {
  const { handOverIronic = true, scaleDownSource = false, ironic = [], scaleDown = [] } = options;
  const wantsAny = role === 'ironic' ? handOverIronic : scaleDownSource || scaleDown.length > 0;
  if (!wantsAny) return [];
  const all = await listWorkloads(source);
  requireThere(all, role === 'ironic' ? ironic : scaleDown);
  return all.filter(({ workload }) => {
    const ofIronic = handOverIronic && isIronic(workload, ironic);
    if (role === 'ironic' || ofIronic) return ofIronic && role === 'ironic';
    return isNamed(workload, scaleDown) || (scaleDownSource && isProviderController(workload));
  });
}

function requireThere(all: readonly Found[], names: readonly WorkloadName[]): void {
  const missing = names.find((name) => !all.some(({ workload }) => isNamed(workload, [name])));
  if (missing === undefined) return;
  throw new VerifyError(`the source has no Deployment or StatefulSet ${missing.namespace}/${missing.name}`, {
    code: 'workload-missing',
    hint: 'Write it as NAMESPACE/NAME, as kubectl get deployments,statefulsets -A shows it.',
  });
}

/**
 * Scales workloads of the source to 0, once their replicas are in the record, and waits until their pods are gone. What
 * somebody scales up again meanwhile (an operator) is scaled down again, until the time is up.
 */
export async function scaleDown(
  context: PivotContext,
  role: ScaleRecord['role'],
  found: readonly Found[],
): Promise<void> {
  const { source, ledger, emit, options, signal } = context;
  const known = new Set(ledger.record.scaled.map(({ ref }) => refKey(ref)));
  const fresh = found.flatMap(({ workload, type }): ScaleRecord[] => {
    const ref = refOf(workload);
    const { uid = '' } = workload.metadata;
    const replicas = replicasOf(workload);
    if (known.has(refKey(ref)) || replicas === 0) return [];
    return [{ ref, type, uid, role, replicas, available: lacks(workload) === undefined }];
  });
  if (fresh.length > 0) await ledger.change((now) => ({ ...now, scaled: [...now.scaled, ...fresh] }));
  const ours = ledger.record.scaled.filter((one) => one.role === role);
  await waitUntil(
    'pods of the source to be gone',
    async () => {
      const lacking = await Promise.all(
        ours.map(async ({ ref, type, uid }): Promise<Lacking | undefined> => {
          const workload = await source.get(type, ref);
          if (workload?.metadata.uid !== uid) return undefined;
          if (replicasOf(workload) !== 0) {
            if (await setReplicas(source, { ref, type }, workload, 0)) {
              emit({ type: 'workload-scaled', side: 'source', ref, replicas: 0 });
            }
            return { ref, because: 'it was scaled just now' };
          }
          // As long as its controller has not seen that, it may still make pods.
          const unseen = lacks(workload);
          if (unseen !== undefined) return { ref, because: unseen };
          const left = await podsOf(source, workload);
          return left === 0 ? undefined : { ref, because: `${left.toString()} of its pods are still there` };
        }),
      );
      return lacking.filter((one) => one !== undefined);
    },
    {
      forMs: options.podsTimeoutMs ?? defaults.podsTimeoutMs,
      emit,
      signal,
      hint: 'See whether an operator scales it up again, or its node is gone; the pivot goes on only without them.',
    },
  );
}

/** Guarded by the version that was seen; false if somebody else has written in between. */
export async function setReplicas(
  server: ApiServer,
  { ref, type }: Pick<ScaleRecord, 'ref' | 'type'>,
  workload: KubeObject,
  replicas: number,
): Promise<boolean> {
  const { uid = '', resourceVersion = '' } = workload.metadata;
  try {
    const patch = { metadata: { uid, resourceVersion }, spec: { replicas } };
    await server.mergePatch(type, ref, patch, { fieldManager: pivotFieldManager });
    return true;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 409 || error.status === 404)) return false;
    throw error;
  }
}

/** How many pods of a workload are there; finished ones run nothing. */
export async function podsOf(server: ApiServer, workload: KubeObject): Promise<number> {
  const labelSelector = podSelector(workload);
  if (labelSelector === undefined) return 0;
  const { namespace } = workload.metadata;
  const there = await server.list(pods, { namespace, labelSelector });
  return there.filter((pod) => {
    const { phase } = (pod.status ?? {}) as { readonly phase?: string };
    return phase !== 'Succeeded' && phase !== 'Failed';
  }).length;
}

/**
 * Gives workloads of the source their replicas back, and waits for those that were available. One that has replicas
 * again, or that somebody has made anew, is left as it is. One that does not come up in time stays a finding.
 */
export async function scaleBack(context: PivotContext, role: ScaleRecord['role']): Promise<void> {
  const { source, ledger, emit, options, outcome } = context;
  const ours = ledger.record.scaled.filter((one) => one.role === role);
  for (const { ref, type, uid, replicas } of ours) {
    for (;;) {
      const workload = await source.get(type, ref);
      if (workload?.metadata.uid !== uid || replicasOf(workload) !== 0) break;
      if (!(await setReplicas(source, { ref, type }, workload, replicas))) continue;
      emit({ type: 'workload-scaled', side: 'source', ref, replicas });
      break;
    }
  }
  const awaited = ours.filter(({ available }) => available);
  let last: readonly Lacking[] = [];
  try {
    await waitUntil(
      'workloads of the source to come back',
      async () => {
        const lacking = await Promise.all(
          awaited.map(async ({ ref, type, uid }): Promise<Lacking | undefined> => {
            const workload = await source.get(type, ref);
            const because = workload?.metadata.uid === uid ? lacks(workload) : undefined;
            return because === undefined ? undefined : { ref, because };
          }),
        );
        last = lacking.filter((one) => one !== undefined);
        return last;
      },
      { forMs: options.podsTimeoutMs ?? defaults.podsTimeoutMs, emit, hint: '' },
    );
  } catch (error) {
    if (last.length === 0) throw error;
    // Its replicas are what they were: what keeps its pods from running is not the pivot's to mend.
    for (const { ref, because } of last) {
      const diagnostic = {
        code: 'source-controller-unavailable',
        severity: 'warning',
        ref,
        message: `It has its replicas again, but ${because}.`,
        remedy: 'Look at its pods and events in the source.',
      } as const;
      outcome.findings = [...outcome.findings, diagnostic];
      emit({ type: 'finding', diagnostic });
    }
  }
  await ledger.change((now) => ({ ...now, scaled: now.scaled.filter((one) => one.role !== role) }));
}
