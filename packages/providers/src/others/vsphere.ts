import type { Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { textAt } from '../object/fields.ts';
import { kindsIn, namingOthers } from '../object/naming.ts';

/**
 * VMware vSphere. Identities, deployment zones and failure domains are cluster-scoped and unlabelled: they are created
 * where they are missing, and never changed or deleted. A Secret that a VSphereCluster names belongs to it.
 */
export const vsphere: Provider = {
  name: 'vsphere',
  rules: [
    {
      kinds: kindsIn(groups.infrastructure, 'VSphereClusterIdentity', 'VSphereDeploymentZone', 'VSphereFailureDomain'),
      discover: true,
    },
    { kinds: kindsIn(groups.infrastructure, 'VSphereClusterIdentity'), root: true },
    { kinds: kindsIn(groups.infrastructure, 'VSphereDeploymentZone', 'VSphereFailureDomain'), move: true },
  ],
  ...namingOthers({
    kinds: kindsIn(groups.infrastructure, 'VSphereCluster'),
    names: ({ spec, metadata: { namespace } }) => {
      const name = textAt(spec, 'identityRef', 'name');
      if (name === undefined || namespace === undefined) return [];
      if (textAt(spec, 'identityRef', 'kind') !== 'Secret') return [];
      return [{ group: '', version: 'v1', kind: 'Secret', namespace, name }];
    },
  }),
};
