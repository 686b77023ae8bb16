import {
  defaults,
  startPivot,
  rollbackPivot,
  type ApiServer,
  type JsonValue,
  type PivotEvent,
  type PivotOptions,
  type PivotReport,
  type PivotRun,
  type SideData,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import type { KubeObject } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { allCrdSets } from '../../support/crds/modules.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { until } from '../../support/processes/until.ts';
import { startBed } from '../trouble/bed.ts';
import { connectionsTo } from '../trouble/connections.ts';
import { components, workload } from './components.ts';
import { kubelet, type Kubelet } from './kubelet.ts';

export interface PivotBed {
  readonly pair: Pair;
  readonly sourceNode: Kubelet;
  readonly targetNode: Kubelet;
  stop(): Promise<void>;
}

const provider = (name: string): Readonly<Record<string, string>> => ({ 'cluster.x-k8s.io/provider': name });

/** What runs in the source: controllers, one of them with webhooks, and Ironic with its host operator. */
export const sourceWorkloads = [
  workload('Deployment', 'capi-system', 'capi-controller-manager', { labels: provider('cluster-api') }),
  workload('StatefulSet', 'probe-system', 'probe-store', { labels: provider('infrastructure-probe'), replicas: 2 }),
  workload('Deployment', 'metal3-system', 'baremetal-operator-controller-manager'),
  workload('Deployment', 'metal3-system', 'baremetal-operator-ironic'),
  // Somebody else's, which no pivot may touch.
  workload('Deployment', 'capi-system', 'bystander'),
] as const;

function pathFor({ kind, metadata }: { readonly kind: string; readonly metadata: KubeObject['metadata'] }): string {
  const plural = kind === 'Deployment' ? 'deployments' : 'statefulsets';
  return `/apis/apps/v1/namespaces/${metadata.namespace ?? ''}/${plural}`;
}

export async function startPivotBed(): Promise<PivotBed> {
  const pair = await startBed({
    crds: [...allCrdSets, 'bmo'],
    controllers: [
      ...['garbage-collector-controller', 'namespace-controller'],
      ...['deployment-controller', 'replicaset-controller', 'statefulset-controller'],
    ],
  });
  const [sourceNode, targetNode] = [kubelet(pair.source), kubelet(pair.target)];
  const { api } = pair.source;
  for (const one of sourceWorkloads) {
    await ensureNamespace(pair.source, one.metadata.namespace ?? '');
    await api.call('POST', pathFor(one), one);
  }
  await api.call('POST', '/api/v1/namespaces/capi-system/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'capi-webhook-service' },
    spec: { ports: [{ port: 443 }], selector: { app: 'capi-controller-manager' } },
  });
  await api.call('POST', webhooksPath, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'capi-validating' },
    webhooks: [
      {
        name: 'deletion.machine.example.dev',
        // Nobody answers there: while the policy is Fail, no Machine can be deleted.
        clientConfig: { service: { namespace: 'capi-system', name: 'capi-webhook-service', path: '/' } },
        rules: [
          { apiGroups: ['cluster.x-k8s.io'], apiVersions: ['*'], operations: ['DELETE'], resources: ['machines'] },
        ],
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Fail',
      },
    ],
  });
  await sourceIsUp(pair);
  return {
    pair,
    sourceNode,
    targetNode,
    async stop() {
      await Promise.all([sourceNode.stop(), targetNode.stop()]);
      await pair.stop();
    },
  };
}

const webhooksPath = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';

/** Workloads of the source with their replicas, and its webhooks with their policies. */
export async function sourceState({ source }: Pair): Promise<Readonly<Record<string, unknown>>> {
  const workloads = await Promise.all(
    sourceWorkloads.map(async (one) => {
      const { spec } = await source.api.call<KubeObject & { readonly spec: { readonly replicas: number } }>(
        'GET',
        `${pathFor(one)}/${one.metadata.name}`,
      );
      return [one.metadata.name, spec.replicas] as const;
    }),
  );
  const { webhooks } = await source.api.call<
    KubeObject & { readonly webhooks: readonly { readonly failurePolicy: string }[] }
  >('GET', `${webhooksPath}/capi-validating`);
  return { ...Object.fromEntries(workloads), webhooks: webhooks.map(({ failurePolicy }) => failurePolicy) };
}

export const sourceUntouched = {
  'capi-controller-manager': 1,
  'probe-store': 2,
  'baremetal-operator-controller-manager': 1,
  'baremetal-operator-ironic': 1,
  bystander: 1,
  webhooks: ['Fail'],
};

export const sourceScaledDown = {
  'capi-controller-manager': 0,
  'probe-store': 0,
  'baremetal-operator-controller-manager': 0,
  'baremetal-operator-ironic': 0,
  bystander: 1,
  webhooks: ['Fail'],
};

async function sourceIsUp({ source }: Pair): Promise<void> {
  await until({ what: 'workloads of the source', timeout: 60_000 }, async () => {
    const all = await Promise.all(
      sourceWorkloads.map(async (one) => {
        const { spec, status } = await source.api.call<
          KubeObject & {
            readonly spec: { readonly replicas: number };
            readonly status?: { readonly availableReplicas?: number };
          }
        >('GET', `${pathFor(one)}/${one.metadata.name}`);
        return status?.availableReplicas === spec.replicas;
      }),
    );
    return all.every(Boolean);
  });
}

/** Scales the source up again, and takes from the target what a pivot that succeeded has brought there. */
export async function reset({ pair }: PivotBed): Promise<void> {
  for (const one of sourceWorkloads) {
    const { replicas } = one.spec as { readonly replicas: number };
    await pair.source.api.call('PATCH', `${pathFor(one)}/${one.metadata.name}`, { spec: { replicas } });
  }
  await sourceIsUp(pair);
  const { api } = pair.target;
  await api.request('DELETE', '/api/v1/namespaces/probe-system');
  await api.request('DELETE', `${definitions}/probes.probes.example.dev`);
  await until({ what: 'an empty target', timeout: 60_000 }, async () => isClean(pair.target));
}

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

async function isClean({ api }: ControlPlane): Promise<boolean> {
  const answers = await Promise.all([
    api.request('GET', '/api/v1/namespaces/probe-system'),
    api.request('GET', `${definitions}/probes.probes.example.dev`),
  ]);
  return answers.every(({ status }) => status === 404);
}

/** Whether anything of the components or of a record is left, on either side. */
export async function remains(pair: Pair, namespace: string): Promise<readonly string[]> {
  const found: string[] = [];
  const settled = await until({ what: 'namespaces to be gone', timeout: 20_000 }, async () => {
    const clean = await isClean(pair.target);
    return clean ? 'clean' : undefined;
  }).catch(() => 'components');
  if (settled !== 'clean') found.push(settled);
  const record = await pair.source.api.request(
    'GET',
    `/api/v1/namespaces/${defaults.systemNamespace}/configmaps/tsmove-pivot-${namespace}`,
  );
  if (record.status !== 404) found.push('record');
  for (const plane of pair.both) {
    const { items } = await plane.api.call<{ readonly items: readonly KubeObject[] }>(
      'GET',
      `/api/v1/namespaces/${defaults.systemNamespace}/secrets`,
    );
    found.push(...items.map(({ metadata }) => `${plane.name} ${metadata.name}`));
  }
  return found;
}

/** Side data of its own kind: a ConfigMap in the target that must have certain data, and had others or none before. */
export function note(target: ApiServer, namespace: string): SideData {
  const type = {
    ...{ group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps' },
    namespaced: true,
    hasStatus: false,
  };
  const key = { namespace, name: 'leases' };
  return {
    name: 'leases',
    plan: () => Promise.resolve([`write ConfigMap ${namespace}/leases`]),
    async remember(): Promise<JsonValue> {
      const there = await target.get(type, key);
      return { data: there === undefined ? null : (there['data'] ?? {}) };
    },
    async apply() {
      const data = { leases: 'new' };
      const there = await target.get(type, key);
      if (there === undefined) await target.create(type, { apiVersion: 'v1', kind: 'ConfigMap', metadata: key, data });
      else await target.mergePatch(type, key, { data });
    },
    async undo(remembered) {
      const { data } = remembered as { readonly data: Readonly<Record<string, string>> | null };
      const there = await target.get(type, key);
      if (there === undefined) return;
      if (data === null) await target.delete(type, key, { uid: there.metadata.uid ?? '' });
      else await target.update(type, { ...there, data });
    },
  };
}

export async function readNote({ target }: Pair, namespace: string): Promise<unknown> {
  const { body } = await target.api.request('GET', `/api/v1/namespaces/${namespace}/configmaps/leases`);
  return (body as { readonly data?: unknown }).data;
}

export interface PivotOutcome {
  readonly events: readonly PivotEvent[];
  readonly report: PivotReport | undefined;
  readonly error: unknown;
}

export interface PivotRunOptions extends Partial<Omit<PivotOptions, 'source' | 'target' | 'providers' | 'scope'>> {
  readonly wrap?: (server: ApiServer) => ApiServer;
  readonly how?: 'start' | 'rollback';
  /** Side data besides the note. */
  readonly also?: SideData;
}

/** A whole pivot of a namespace, or its undo, through the library; a failure is part of the outcome. */
export async function pivot(pair: Pair, namespace: string, options: PivotRunOptions = {}): Promise<PivotOutcome> {
  const { wrap = (server: ApiServer): ApiServer => server, how = 'start', also, ...rest } = options;
  const connections = await connectionsTo(pair);
  const [source, target] = [wrap(connections.source), wrap(connections.target)];
  const begin = how === 'start' ? startPivot : rollbackPivot;
  const run: PivotRun = begin({
    components,
    scaleDownSource: true,
    sideData: [note(target, 'side'), ...(also === undefined ? [] : [also])],
    provisioningInterface: 'eth1',
    settleTimeoutMs: 20_000,
    componentsTimeoutMs: 30_000,
    podsTimeoutMs: 20_000,
    // A dead process of a test is dead.
    holderIsDead: true,
    ...rest,
    ...{ source, target, providers, scope: { namespace } },
  });
  const events: PivotEvent[] = [];
  for await (const event of run) events.push(event);
  return await run.result.then(
    (report) => ({ events, report, error: undefined }),
    (error: unknown) => ({ events, report: undefined, error }),
  );
}
