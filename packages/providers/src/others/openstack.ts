import { refOf, type Diagnostic, type KubeObject, type ObjectRef, type Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { textAt, valueAt } from '../object/fields.ts';
import { groupOf } from '../object/group.ts';
import { kindsIn, namingOthers } from '../object/naming.ts';

/** The OpenStack resource controller, which is installed on its own and serves the provider. */
const resourceController = 'openstack.k-orc.cloud';

/** Its kinds that name credentials. */
const resourceKinds = [
  ...['AddressScope', 'Domain', 'Endpoint', 'Flavor', 'FloatingIP', 'Group', 'Image', 'KeyPair', 'Network', 'Port'],
  ...['Project', 'Role', 'Router', 'SecurityGroup', 'Server', 'ServerGroup', 'Service', 'Subnet', 'Trunk', 'User'],
  ...['Volume', 'VolumeType'],
];

const naming = namingOthers(
  {
    kinds: kindsIn(groups.infrastructure, 'OpenStackCluster', 'OpenStackMachine', 'OpenStackServer'),
    names: ({ spec, metadata }) => secretOf(valueAt(spec, 'identityRef'), metadata.namespace),
  },
  {
    kinds: kindsIn(groups.infrastructure, 'OpenStackMachineTemplate', 'OpenStackClusterTemplate'),
    names: ({ spec, metadata }) => secretOf(valueAt(spec, 'template', 'spec', 'identityRef'), metadata.namespace),
  },
  {
    kinds: kindsIn(resourceController, ...resourceKinds),
    names: ({ spec, metadata: { namespace } }) => {
      const name = textAt(spec, 'cloudCredentialsRef', 'secretName');
      return name === undefined || namespace === undefined ? [] : [secret(namespace, name)];
    },
  },
);

/**
 * OpenStack. Credentials are Secrets that are named and owned by nobody. Identities for several namespaces are
 * cluster-scoped: created where they are missing, and never changed or deleted.
 */
export const openstack: Provider = {
  name: 'openstack',
  rules: [
    { kinds: kindsIn(groups.infrastructure, 'OpenStackClusterIdentity'), discover: true, root: true },
    // Owned by nobody if a user has made them.
    { kinds: [{ group: resourceController }], discover: true, root: true },
  ],
  holds: [
    {
      kinds: [{ group: resourceController }],
      by: 'none',
      stopsDeletion: false,
      harmOnDelete: 'the resource in OpenStack, if it is managed',
      writesWhileHeld: ['/status'],
    },
  ],
  relate: naming.relate,
  inspect: (object, index, planned) => [...naming.inspect(object, index, planned), ...notHeld(object)],
};

function notHeld(object: KubeObject): readonly Diagnostic[] {
  if (groupOf(object) !== resourceController || textAt(object.spec, 'managementPolicy') === 'unmanaged') return [];
  return [
    {
      code: 'openstack-not-held',
      severity: 'warning',
      ref: refOf(object),
      message: 'its controller knows no pause and looks after the resource on both sides while it moves',
      remedy: 'Scale orc-controller-manager to 0 on both sides until the move is done.',
    },
  ];
}

function secretOf(identity: ReturnType<typeof valueAt>, namespace: string | undefined): readonly ObjectRef[] {
  const name = textAt(identity, 'name');
  const type = textAt(identity, 'type') ?? textAt(identity, 'kind') ?? 'Secret';
  return name === undefined || namespace === undefined || type !== 'Secret' ? [] : [secret(namespace, name)];
}

function secret(namespace: string, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace, name };
}
