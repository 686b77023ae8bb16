import type { KubeObject, ObjectRef } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { secretAt } from '../object/named.ts';
import { isKind } from '../object/group.ts';
import type { Referrers } from '../object/references.ts';

/** Charts and releases name the Secrets with which their repository is reached. */
export const referrers: Referrers = {
  kinds: [
    { group: groups.addons, kind: 'HelmChartProxy' },
    { group: groups.addons, kind: 'HelmReleaseProxy' },
  ],
  referencesOf,
};

/** The Secrets with credentials and certificates; without a namespace they are beside the object. */
export function referencesOf(object: KubeObject): readonly ObjectRef[] {
  if (!referrers.kinds.some(({ group, kind }) => isKind(object, group, kind))) return [];
  return [...secretAt(object, 'credentials', 'secret'), ...secretAt(object, 'tlsConfig', 'caSecret')];
}
