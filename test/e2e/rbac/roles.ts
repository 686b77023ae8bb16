import { loadAll } from 'js-yaml';
import type { Api } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { until } from '../../support/processes/until.ts';
import { kubeconfigOf } from '../reading/role.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Printed {
  readonly kind: 'Role' | 'ClusterRole' | 'Namespace';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
}

/** One verb on one resource, and one name if the rule has names: the smallest thing that can be taken away. */
export interface Right {
  /** Path of the role that has it. */
  readonly role: string;
  readonly namespace: string | undefined;
  readonly group: string;
  /** With its subresource. */
  readonly resource: string;
  readonly name: string | undefined;
  readonly verb: string;
}

/** The roles of one side, given to one user. */
export interface GivenRoles {
  /** Every single right, in the order of the roles. */
  readonly rights: readonly Right[];
  /** Takes some away; resolves when the API server goes by it. */
  without(taken: readonly Right[]): Promise<void>;
  restore(): Promise<void>;
}

/** A control plane as one of its users sees it. */
export async function asUser(plane: ControlPlane, user: string): Promise<ControlPlane> {
  const kubeconfig = await kubeconfigOf(plane, user);
  return Object.create(plane, { kubeconfig: { value: kubeconfig, enumerable: true } }) as ControlPlane;
}

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** Creates what was printed, and bindings to a user: exactly what the comments above the roles say. */
export async function giveRoles(plane: ControlPlane, text: string, user: string): Promise<GivenRoles> {
  const printed = loadAll(text) as readonly Printed[];
  const all = new Map<string, readonly Right[]>();
  for (const { kind, metadata, rules = [] } of printed) {
    if (kind === 'Namespace') {
      await ensureNamespace(plane, metadata.name);
      continue;
    }
    const scope = metadata.namespace === undefined ? rbac : `${rbac}/namespaces/${metadata.namespace}`;
    const path = `${scope}/${kind.toLowerCase()}s`;
    await plane.api.call('POST', path, { metadata, rules });
    await plane.api.call('POST', `${scope}/${kind.toLowerCase()}bindings`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }],
    });
    const role = `${path}/${metadata.name}`;
    all.set(
      role,
      rules.flatMap((rule) => rightsIn(role, metadata.namespace, rule)),
    );
  }
  const own = plane.connectAs(user);
  const rights = [...all.values()].flat();
  const settle = async (some: readonly Right[], allowed: boolean): Promise<void> => {
    await Promise.all(
      some.map((right) =>
        until({ what: formatRight(right), interval: 10 }, async () => (await may(own, right)) === allowed),
      ),
    );
  };
  await settle(rights, true);
  let missing: readonly Right[] = [];
  const write = async (role: string, taken: readonly Right[]): Promise<void> => {
    const rules = (all.get(role) ?? []).filter((right) => !taken.includes(right)).map(ruleOf);
    await plane.api.call('PATCH', role, { rules });
  };
  return {
    rights,
    async without(taken) {
      missing = taken;
      for (const role of new Set(taken.map((right) => right.role))) await write(role, taken);
      await settle(taken, false);
    },
    async restore() {
      for (const role of new Set(missing.map((right) => right.role))) await write(role, []);
      await settle(missing, true);
      missing = [];
    },
  };
}

function rightsIn(role: string, namespace: string | undefined, rule: Rule): readonly Right[] {
  const names = rule.resourceNames ?? [undefined];
  return rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((resource) =>
      names.flatMap((name) => rule.verbs.map((verb) => ({ role, namespace, group, resource, name, verb }))),
    ),
  );
}

function ruleOf({ group, resource, name, verb }: Right): Rule {
  const named = name === undefined ? {} : { resourceNames: [name] };
  return { apiGroups: [group], resources: [resource], verbs: [verb], ...named };
}

/** `list pods in fleet`. */
export function formatRight({ verb, group, resource, name, namespace }: Right): string {
  const [plural = '', subresource] = resource.split('/');
  const type = `${group === '' ? plural : `${plural}.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return `${verb} ${type}${name === undefined ? '' : ` ${name}`}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

async function may(own: Api, { verb, group, resource, name, namespace }: Right): Promise<boolean> {
  const [plural, subresource] = resource.split('/');
  const { status } = await own.call<{ readonly status: { readonly allowed?: boolean } }>(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, resource: plural, subresource, name, namespace } },
    },
  );
  return status.allowed === true;
}
