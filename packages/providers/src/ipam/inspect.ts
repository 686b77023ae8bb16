import { refOf, type Diagnostic, type KubeObject, type ObjectIndex, type Planned } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { groupOf } from '../object/group.ts';
import { claimsOn, clusterNameOf } from './claims.ts';

/** A pool that stays because others allocate from it: both sides would hand out the same addresses. */
export function inspect(object: KubeObject, index: ObjectIndex, planned: Planned): readonly Diagnostic[] {
  if (planned.fate !== 'copy' || groupOf(object) !== groups.ipam || !object.kind.endsWith('Pool')) return [];
  if (!isShared(object, index)) return [];
  return [
    {
      code: 'pool-shared',
      severity: 'error',
      ref: refOf(object),
      message: `it is kept in the source (${planned.because ?? 'others use it'}), and both sides would then hand out the same addresses`,
      remedy:
        'Move everything that takes addresses from it at once, or divide its range and pass --skip-preflight pool-shared.',
    },
  ];
}

/** A cluster-scoped pool is always kept. It is shared only if claims of more than one Cluster are on it. */
function isShared(pool: KubeObject, index: ObjectIndex): boolean {
  if (pool.metadata.namespace !== undefined) return true;
  const users = claimsOn(pool, index).map((claim) => `${claim.metadata.namespace ?? ''}/${clusterNameOf(claim) ?? ''}`);
  return new Set(users).size > 1;
}
