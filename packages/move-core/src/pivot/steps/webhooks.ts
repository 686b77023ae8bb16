import { ApiError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refKey, refOf } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { ApiServer } from '../../server/types.ts';
import type { PivotContext } from '../context.ts';
import { pivotFieldManager } from '../ledger.ts';
import type { WebhookRecord } from '../record.ts';
import { listAt, objectAt } from '../workloads.ts';

function configuration(kind: string, plural: string): ResourceType {
  const group = 'admissionregistration.k8s.io';
  return { group, version: 'v1', kind, plural, namespaced: false, hasStatus: false };
}

const configurations: readonly ResourceType[] = [
  configuration('MutatingWebhookConfiguration', 'mutatingwebhookconfigurations'),
  configuration('ValidatingWebhookConfiguration', 'validatingwebhookconfigurations'),
];

const services: ResourceType = {
  ...{ group: '', version: 'v1', kind: 'Service', plural: 'services' },
  namespaced: true,
  hasStatus: true,
};

/**
 * Lets writes pass the webhooks of workloads that are about to go down. Whoever serves them is not there any more, and
 * with the failure policy Fail the source would refuse every write to the objects that are to leave it: the move could
 * neither retire them nor give back a hold.
 */
export async function relaxWebhooks(context: PivotContext, workloads: readonly KubeObject[]): Promise<void> {
  const { source, ledger } = context;
  const known = new Set(ledger.record.webhooks.map(({ ref }) => refKey(ref)));
  const served = await servicesOf(source, workloads);
  const fresh: WebhookRecord[] = [];
  for (const type of configurations) {
    for (const one of await source.list(type)) {
      const ref = refOf(one);
      if (known.has(refKey(ref))) continue;
      const names = webhooksIn(one).flatMap(({ name, failurePolicy, clientConfig }) => {
        const { namespace, name: service } = objectAt(clientConfig, 'service');
        const isServed =
          typeof namespace === 'string' && typeof service === 'string' && served.has(`${namespace}/${service}`);
        // Fail is the default of v1.
        return isServed && failurePolicy !== 'Ignore' && typeof name === 'string' ? [name] : [];
      });
      if (names.length > 0) fresh.push({ ref, type, uid: one.metadata.uid ?? '', names });
    }
  }
  if (fresh.length > 0) await ledger.change((now) => ({ ...now, webhooks: [...now.webhooks, ...fresh] }));
  for (const record of ledger.record.webhooks) {
    if (await setPolicy(source, record, 'Ignore')) context.emit({ type: 'webhooks-relaxed', ref: record.ref });
  }
}

/** Gives the webhooks their failure policies back. */
export async function restoreWebhooks({ source, ledger, emit }: PivotContext): Promise<void> {
  for (const record of ledger.record.webhooks) {
    if (await setPolicy(source, record, 'Fail')) emit({ type: 'webhooks-restored', ref: record.ref });
  }
  if (ledger.record.webhooks.length > 0) await ledger.change((now) => ({ ...now, webhooks: [] }));
}

function webhooksIn(configured: KubeObject): readonly JsonObject[] {
  return listAt(configured['webhooks']).map((one) => objectAt(one));
}

/** True if anything was changed; false also if it is gone, or another by now. */
async function setPolicy(
  source: ApiServer,
  { ref, type, uid, names }: WebhookRecord,
  failurePolicy: 'Fail' | 'Ignore',
): Promise<boolean> {
  for (;;) {
    const there = await source.get(type, ref);
    if (there?.metadata.uid !== uid) return false;
    const webhooks = webhooksIn(there);
    const changed = webhooks.map((one) =>
      typeof one['name'] === 'string' && names.includes(one['name']) ? { ...one, failurePolicy } : one,
    );
    if (webhooks.every((one, at) => one['failurePolicy'] === changed[at]?.['failurePolicy'])) return false;
    try {
      await source.update(type, { ...there, webhooks: changed }, { fieldManager: pivotFieldManager });
      return true;
    } catch (error) {
      // Certificates in it are renewed by others: then it is looked at again.
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
    }
  }
}

/** `namespace/name` of the Services that lead to pods of these workloads. */
async function servicesOf(source: ApiServer, workloads: readonly KubeObject[]): Promise<ReadonlySet<string>> {
  const namespaces = [...new Set(workloads.flatMap(({ metadata: { namespace } }) => namespace ?? []))];
  const lists = await Promise.all(namespaces.map((namespace) => source.list(services, { namespace })));
  return new Set(
    lists.flat().flatMap((service) => {
      const selector = Object.entries(objectAt(service.spec, 'selector'));
      const leads = workloads.some(
        (workload) =>
          workload.metadata.namespace === service.metadata.namespace &&
          selector.length > 0 &&
          selector.every(([key, value]) => objectAt(workload.spec, 'template', 'metadata', 'labels')[key] === value),
      );
      return leads ? [`${service.metadata.namespace ?? ''}/${service.metadata.name}`] : [];
    }),
  );
}
