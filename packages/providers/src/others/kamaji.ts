import type { Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { valueAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';
import { hostedInSource } from './hosted.ts';

/** Kamaji. A KamajiControlPlane makes a TenantControlPlane: in the source, unless it names another cluster. */
export const kamaji: Provider = {
  name: 'kamaji',
  knowsGroups: ['kamaji.clastix.io'],
  inspect(object) {
    if (!isKind(object, groups.controlPlane, 'KamajiControlPlane')) return [];
    const isElsewhere = valueAt(object.spec, 'deployment', 'externalClusterReference') !== undefined;
    return isElsewhere ? [] : [hostedInSource(object)];
  },
};
