import type { Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';

/** RKE2. Its controllers find everything again from their Machines, so the general rules are enough. */
export const rke2: Provider = {
  name: 'rke2',
  knowsGroups: [groups.bootstrap, groups.controlPlane],
};
