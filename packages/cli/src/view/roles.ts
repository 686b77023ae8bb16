import type { RbacRule, RightsOfMove } from '@tsmove/move-core';
import { toYaml } from './yaml.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';

/** Where the Leases of moves are, and with `--journal cluster` the journals. */
const systemNamespace = 'tsmove-system';

/** The annotation that tells on which side a role belongs. */
const sideAnnotation = 'tsmove.dev/side';

/** One Role, or a ClusterRole if it has no namespace. */
interface RoleObject {
  readonly namespace: string | undefined;
  readonly rules: readonly RbacRule[];
}

/** The roles of one side, the ClusterRole first, then by namespace. */
export interface SideRoles {
  readonly side: 'source' | 'target';
  readonly name: string;
  readonly roles: readonly RoleObject[];
  /** True if the namespace of the Leases has to be created first. */
  readonly needsSystemNamespace: boolean;
}

export function rolesOf(side: 'source' | 'target', rights: RightsOfMove, name: string): SideRoles {
  const rules = rights[side];
  // The rules are sorted by namespace, those without one first.
  const namespaces = [...new Set(rules.map(({ namespace }) => namespace))];
  return {
    side,
    name,
    roles: namespaces.map((one) => ({
      namespace: one,
      rules: rules.filter(({ namespace }) => namespace === one),
    })),
    needsSystemNamespace: rights.withoutSystemNamespace.includes(side),
  };
}

/** A List with the roles of all given sides, each with an annotation that says on which side it belongs. */
export function rolesAsJson(sides: readonly SideRoles[]): string {
  const items = sides.flatMap((one) => [
    ...(one.needsSystemNamespace ? [namespaceOf(one)] : []),
    ...one.roles.map((role) => ({
      ...headOf(one, role),
      rules: role.rules.map(({ namespace: _namespace, why: _why, ...rule }) => rule),
    })),
  ]);
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2)}\n`;
}

/** One document for each role, with a comment above each rule that says what it is for, and how to bind them. */
export function rolesAsYaml(sides: readonly SideRoles[]): string {
  return sides
    .flatMap((one) => [
      ...(one.needsSystemNamespace
        ? [`${bindings(one)}# The namespace of the Leases. It stays.\n${toYaml(namespaceOf(one))}`]
        : []),
      ...one.roles.map(
        (role, index) =>
          `${index === 0 && !one.needsSystemNamespace ? bindings(one) : ''}${toYaml(headOf(one, role))}rules:\n${role.rules.map(ruleAsYaml).join('')}`,
      ),
    ])
    .join('---\n');
}

function headOf({ side, name }: SideRoles, { namespace }: RoleObject): object {
  return {
    apiVersion,
    kind: namespace === undefined ? 'ClusterRole' : 'Role',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      annotations: { [sideAnnotation]: side },
    },
  };
}

function namespaceOf({ side }: SideRoles): object {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: systemNamespace, annotations: { [sideAnnotation]: side } },
  };
}

function ruleAsYaml({ namespace: _namespace, why, ...rule }: RbacRule): string {
  const comment = why.map((line) => `  # ${line}\n`).join('');
  const { apiGroups, resources, resourceNames, verbs } = rule;
  const ordered = { apiGroups, resources, ...(resourceNames === undefined ? {} : { resourceNames }), verbs };
  return `${comment}${toYaml([ordered], { flowLevel: 2 }).replaceAll(/^(?=.)/gm, '  ')}`;
}

function bindings({ side, name, roles }: SideRoles): string {
  const commands = roles.map(({ namespace }) =>
    namespace === undefined
      ? `#   kubectl create clusterrolebinding ${name} --clusterrole=${name} --user=NAME\n`
      : `#   kubectl create rolebinding ${name} -n ${namespace} --role=${name} --user=NAME\n`,
  );
  return [
    `# For the ${side}. Bind the roles to whom the kubeconfig of the ${side} names, a ServiceAccount with\n`,
    '# --serviceaccount=NAMESPACE:NAME instead of --user:\n',
    ...commands,
  ].join('');
}
