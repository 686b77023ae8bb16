import { until } from '../../support/processes/until.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { type Call, startScriptedServer } from '../../support/scripted-server/scripted-server.ts';
import { home } from './bed.ts';

/** Deletions that an API server does not carry out yet, because a webhook of ours has not answered. */
export interface HeldDeletions extends AsyncDisposable {
  /** Resolves when somebody waits for one. */
  came(): Promise<void>;
  /** What is waited for is refused, so that nothing of it happens any more; from now on nothing is held. */
  end(): Promise<void>;
}

const configurations = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
const probe = 'held-deletions-probe';

/** Holds the deletions of one resource in the namespace of Jobs, Leases and journals. Resolves when that has taken effect. */
export async function holdDeletions(
  { api }: ControlPlane,
  { group, resource }: { readonly group: '' | 'coordination.k8s.io'; readonly resource: string },
): Promise<HeldDeletions> {
  let isHolding = true;
  let hasCome = false;
  const hook = await startScriptedServer(async (call) => {
    const { uid, dryRun } = requestIn(call);
    if (dryRun === true || !isHolding) return verdict(uid, true);
    hasCome = true;
    await until({ what: 'the end of the test', timeout: 240_000 }, () => !isHolding);
    return verdict(uid, false);
  });
  const name = `held-${resource}`;
  await api.call('POST', configurations, {
    metadata: { name },
    webhooks: [
      {
        name: `${name}.example.test`,
        clientConfig: { url: hook.url, caBundle: Buffer.from(hook.ca).toString('base64') },
        rules: [{ apiGroups: [group], apiVersions: ['v1'], operations: ['DELETE'], resources: [resource] }],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': home } },
        failurePolicy: 'Fail',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        timeoutSeconds: 30,
      },
    ],
  });
  const path = `${group === '' ? '/api/v1' : `/apis/${group}/v1`}/namespaces/${home}/${resource}`;
  await api.call('POST', path, { metadata: { name: probe } });
  await until({ what: `the deletion of ${resource} to be held`, interval: 200 }, async () => {
    await api.request('DELETE', `${path}/${probe}?dryRun=All`);
    return hook.calls.length > 0;
  });
  const end = async (): Promise<void> => {
    if (!isHolding) return;
    isHolding = false;
    await api.call('DELETE', `${configurations}/${name}`);
    await api.call('DELETE', `${path}/${probe}`);
  };
  return {
    async came() {
      await until({ what: `somebody to delete ${resource}`, timeout: 240_000 }, () => hasCome);
    },
    end,
    async [Symbol.asyncDispose]() {
      await end();
      await hook[Symbol.asyncDispose]();
    },
  };
}

interface Asked {
  readonly uid: string;
  readonly dryRun?: boolean;
}

function requestIn({ body }: Call): Asked {
  return (JSON.parse(body) as { readonly request: Asked }).request;
}

function verdict(uid: string, allowed: boolean) {
  const because = allowed ? {} : { status: { message: 'held by the test', code: 403 } };
  return {
    json: { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, allowed, ...because } },
  };
}
