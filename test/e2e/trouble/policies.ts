import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { until } from '../../support/processes/until.ts';

const base = '/apis/admissionregistration.k8s.io/v1';

export interface Denied {
  readonly namespace: string;
  /** Plural, with `/status` for the subresource. */
  readonly resource: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly words: string;
}

/** Something that was refused, until it is allowed again. */
export interface Denial {
  lift(): Promise<void>;
}

/** Has the API server itself refuse a write, as an admission webhook would. Resolves when that has taken effect. */
export async function deny(plane: ControlPlane, { namespace, resource, operation, words }: Denied): Promise<Denial> {
  const { api } = plane;
  const name = `${namespace}-${resource.replace('/', '-')}-${operation.toLowerCase()}`;
  await api.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  const rule = { apiGroups: ['*'], apiVersions: ['*'] };
  await api.call('POST', `${base}/validatingadmissionpolicies`, {
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          { ...rule, operations: [operation], resources: [resource] },
          // By this one it can be seen whether the policy is in effect.
          { ...rule, operations: ['CREATE'], resources: ['configmaps'] },
        ],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      },
      validations: [
        {
          expression: `request.resource.resource == "configmaps" && object.metadata.name != "${name}"`,
          message: words,
        },
      ],
    },
  });
  await api.call('POST', `${base}/validatingadmissionpolicybindings`, {
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  });
  const isDenied = async (): Promise<boolean> => {
    const path = `/api/v1/namespaces/${namespace}/configmaps?dryRun=All`;
    return (await api.request('POST', path, { metadata: { name } })).status !== 201;
  };
  await until({ what: `the policy ${name} to take effect` }, isDenied);
  return {
    async lift() {
      await api.call('DELETE', `${base}/validatingadmissionpolicybindings/${name}`);
      await api.call('DELETE', `${base}/validatingadmissionpolicies/${name}`);
      await until({ what: `the policy ${name} to be gone` }, async () => !(await isDenied()));
    },
  };
}
