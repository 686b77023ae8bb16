import { ApiError, type Diagnostic } from '../errors.ts';
import { namespaces } from '../discover/core-types.ts';
import type { LimitedReader } from '../discover/reader.ts';
import { failure, type PreflightContext } from './check.ts';

/**
 * Source and target must be two clusters (A2.7). URLs and names prove nothing: one cluster has many of both. The UID
 * of the namespace kube-system is made once, with the cluster.
 */
export async function checkIdentities(context: PreflightContext): Promise<readonly Diagnostic[]> {
  const planned = context.plan.source.systemUid;
  const [source, target] = await Promise.all([systemUid(context.source), systemUid(context.target)]);
  if (target === undefined || source === undefined) {
    return [
      failure(
        'target-unidentified',
        'the namespace kube-system could not be read on one side, so it is not certain that these are two clusters',
        'Allow the users of both kubeconfigs to get the namespace kube-system.',
      ),
    ];
  }
  if (target === source) {
    return [
      failure(
        'source-is-target',
        'source and target are the same cluster: the move would delete what it has just created',
        'Name another cluster as the target.',
      ),
    ];
  }
  if (planned !== source) {
    return [
      failure(
        'plan-of-another-cluster',
        'the plan was made from another cluster than the source that is given now',
        'Give the source that the plan was made from, or make a new plan.',
      ),
    ];
  }
  return [];
}

async function systemUid(side: LimitedReader): Promise<string | undefined> {
  try {
    return (await side.get(namespaces, { name: 'kube-system' }))?.metadata.uid;
  } catch (error) {
    // Not left to the general rule for refused reads: this is the one check that must never be passed over.
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
