import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What an API server is told so that its audit log shows how some kinds were at every moment, and nothing else. */
export interface AuditPolicy extends AsyncDisposable {
  readonly apiserverFlags: readonly string[];
}

/** The kinds that are held by themselves. */
export const holdable = ['clusters', 'clusterclasses', 'clusterresourcesets'] as const;

/**
 * Bodies of all writes to holdable kinds. The servers read it when they start, and never again; then it may go. The log
 * must not be rotated, which would happen at 100 MB.
 */
export async function auditHoldable(): Promise<AuditPolicy> {
  const folder = await mkdtemp(join(tmpdir(), 'tsmove-audit-'));
  const file = join(folder, 'policy.json');
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived', 'ResponseStarted'],
    rules: [
      {
        level: 'RequestResponse',
        omitManagedFields: true,
        verbs: ['create', 'update', 'patch', 'delete'],
        resources: ['cluster.x-k8s.io', 'addons.cluster.x-k8s.io'].map((group) => ({
          group,
          resources: holdable.flatMap((plural) => [plural, `${plural}/status`]),
        })),
      },
      { level: 'None' },
    ],
  };
  await writeFile(file, JSON.stringify(policy));
  return {
    apiserverFlags: [`--audit-policy-file=${file}`, '--audit-log-maxsize=100000'],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
