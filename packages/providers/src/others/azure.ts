import type { KubeObject, Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { secretAt } from '../object/named.ts';
import { textAt } from '../object/fields.ts';
import { kindsIn, namingOthers } from '../object/naming.ts';

const reconcilePolicy = 'serviceoperator.azure.com/reconcile-policy';
const credentialFrom = 'serviceoperator.azure.com/credential-from';

/** Groups of Azure Service Operator with the resources that the provider makes. */
const resourceGroups = ['resources.azure.com', 'network.azure.com', 'containerservice.azure.com'];

const resources = [
  ...kindsIn('resources.azure.com', 'ResourceGroup'),
  ...kindsIn(
    'network.azure.com',
    ...['VirtualNetwork', 'VirtualNetworksSubnet', 'NatGateway', 'BastionHost', 'PrivateEndpoint'],
  ),
  ...kindsIn('containerservice.azure.com', 'ManagedCluster', 'ManagedClustersAgentPool', 'FleetsMember'),
];

const naming = namingOthers(
  {
    kinds: kindsIn(groups.infrastructure, 'AzureCluster', 'AzureManagedControlPlane'),
    names: ({ spec, metadata }) => {
      const name = textAt(spec, 'identityRef', 'name');
      const namespace = textAt(spec, 'identityRef', 'namespace') ?? metadata.namespace;
      if (name === undefined || namespace === undefined) return [];
      return [{ group: groups.infrastructure, version: 'v1beta1', kind: 'AzureClusterIdentity', namespace, name }];
    },
  },
  {
    kinds: kindsIn(groups.infrastructure, 'AzureClusterIdentity'),
    names: (identity) => secretAt(identity, 'clientSecret'),
  },
  {
    kinds: resources,
    names: ({ metadata: { annotations = {}, namespace } }) => {
      const name = annotations[credentialFrom];
      return name === undefined || namespace === undefined
        ? []
        : [{ group: '', version: 'v1', kind: 'Secret', namespace, name }];
    },
  },
);

/**
 * Microsoft Azure. While its Cluster is paused the provider tells Azure Service Operator to leave each resource alone,
 * and keeps the move blocked until it has. What that operator sees being deleted without this is deleted in Azure.
 */
export const azure: Provider = {
  name: 'azure',
  rules: [
    { kinds: kindsIn(groups.infrastructure, 'AzureClusterIdentity'), discover: true },
    { kinds: resourceGroups.map((group) => ({ group })), discover: true },
  ],
  holds: [
    {
      kinds: resourceGroups.map((group) => ({ group })),
      by: 'owner',
      awaits: awaitsPolicy,
      stopsDeletion: true,
      harmOnDelete: 'the resource in Azure',
    },
  ],
  ...naming,
  namespaces: [
    { kinds: kindsIn(groups.infrastructure, 'AzureClusterIdentity'), names: ['/spec/allowedNamespaces/list/*'] },
    {
      kinds: resourceGroups.map((group) => ({ group })),
      prefixes: [{ at: `/metadata/annotations/${credentialFrom.replaceAll('/', '~1')}`, separator: '/' }],
    },
  ],
};

function awaitsPolicy({ metadata }: KubeObject): string | undefined {
  const policy = metadata.annotations?.[reconcilePolicy];
  if (policy === 'skip' || policy === 'detach-on-delete') return undefined;
  return `the annotation ${reconcilePolicy} is not yet skip`;
}
