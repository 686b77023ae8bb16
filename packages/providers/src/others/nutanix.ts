import type { ObjectRef, Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { namedAt, secretAt } from '../object/named.ts';
import { textAt } from '../object/fields.ts';
import { kindsIn, namingOthers } from '../object/naming.ts';

/** Nutanix. What places machines is owned by nobody and moves by itself, as the labels on its definitions say. */
export const nutanix: Provider = {
  name: 'nutanix',
  rules: [
    {
      kinds: kindsIn(
        groups.infrastructure,
        ...['NutanixFailureDomain', 'NutanixMetro', 'NutanixMetroSite', 'NutanixVirtualHADomain'],
      ),
      discover: true,
      move: true,
    },
  ],
  ...namingOthers({
    kinds: kindsIn(groups.infrastructure, 'NutanixCluster'),
    names: (cluster): readonly ObjectRef[] => {
      const isBundle = textAt(cluster.spec, 'prismCentral', 'additionalTrustBundle', 'kind') === 'ConfigMap';
      const configMap = { group: '', version: 'v1', kind: 'ConfigMap' };
      return [
        ...secretAt(cluster, 'prismCentral', 'credentialRef'),
        ...(isBundle ? namedAt(cluster, configMap, 'prismCentral', 'additionalTrustBundle') : []),
      ];
    },
  }),
};
