import type { Provider } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { annotatePaused, awaitsPaused } from '../object/pause.ts';
import { inspect } from './inspect.ts';
import { relate } from './relate.ts';

/** Pools of whatever provider, as far as they are in the group of the contract: InClusterIPPool, InfobloxIPPool. */
const pools = { group: groups.ipam, kindEndsWith: 'Pool' };

/**
 * Addresses by Cluster API's contract, and the pools of its in-cluster provider. That one was read at its version for
 * the contract's v1alpha1 and v1beta1: a claim is not looked at while it, its pool or its Cluster is paused; a pool has
 * no pause for itself, and only counts.
 *
 * A claim without its IPAddress is given a new one, and the node's address changes with it. So claims and pools are
 * held by their own annotations from birth, and released when Clusters and resource sets are, pools first.
 */
export const ipam: Provider = {
  name: 'ipam',
  rules: [
    { kinds: [{ group: groups.ipam }], discover: true },
    // Nobody owns a pool. What is allocated from it comes along with its Cluster, by the claim.
    { kinds: [pools], move: true },
    // A claim of another namespace keeps a cluster-scoped pool where it is.
    { kinds: [{ group: groups.ipam, kind: 'IPAddressClaim' }], usersElsewhere: true },
  ],
  holds: [
    {
      kinds: [pools],
      by: 'self',
      pause: annotatePaused,
      awaits: awaitsPaused,
      releaseOrder: 40,
      stopsDeletion: true,
      writesWhileHeld: ['/status'],
    },
    {
      kinds: [{ group: groups.ipam, kind: 'IPAddressClaim' }],
      by: 'self',
      pause: annotatePaused,
      awaits: awaitsPaused,
      releaseOrder: 41,
      stopsDeletion: true,
      harmOnDelete: 'the address that it was given, which another claim may get',
    },
    { kinds: [{ group: groups.ipam, kind: 'IPAddress' }], by: 'owner', stopsDeletion: true },
  ],
  relate,
  inspect,
};
