import type { Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { secretAt } from '../object/named.ts';
import { kindsIn, namingOthers } from '../object/naming.ts';

/** Google Cloud. All kinds are namespaced and labelled; the Secret with the credentials is named and owned by nobody. */
export const gcp: Provider = {
  name: 'gcp',
  knowsGroups: [groups.infrastructure],
  ...namingOthers({
    kinds: kindsIn(groups.infrastructure, 'GCPCluster', 'GCPManagedCluster'),
    names: (cluster) => secretAt(cluster, 'credentialsRef'),
  }),
};
