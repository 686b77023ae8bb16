import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaults } from '@tsmove/move-core';
import { startPair, type Pair, type StartOptions } from '../../support/control-plane/start.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { managerUsers } from '../../support/managers/manager.ts';

const controllersGroups = [
  'cluster.x-k8s.io',
  'addons.cluster.x-k8s.io',
  'bootstrap.cluster.x-k8s.io',
  'controlplane.cluster.x-k8s.io',
  'infrastructure.cluster.x-k8s.io',
  'ipam.metal3.io',
  'metal3.io',
];

/**
 * Two management clusters that real controllers can be started in, each known by its own name. Every write is in the
 * audit logs, and no read: controllers read all the time.
 */
export async function startPairForManagers(options: Pick<StartOptions, 'crds'> = {}): Promise<Pair> {
  const folder = await mkdtemp(join(tmpdir(), 'tsmove-audit-'));
  const policy = join(folder, 'policy.json');
  const verbs = ['create', 'update', 'patch', 'delete', 'deletecollection'];
  const rules = [
    // What it was that controllers wrote, but not to Secrets, which are in the core group.
    {
      level: 'Request',
      verbs,
      users: managerUsers.map(({ name }) => name),
      resources: controllersGroups.map((group) => ({ group })),
    },
    { level: 'Metadata', verbs },
    { level: 'None' },
  ];
  await writeFile(
    policy,
    JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages: ['RequestReceived'], rules }),
  );
  try {
    return await startPair({
      crds: 'all',
      ...options,
      audit: true,
      // A log that is rotated loses its beginning for whoever reads it later.
      apiserverFlags: [`--audit-policy-file=${policy}`, '--audit-log-maxsize=100000'],
      users: managerUsers,
      beforeControllers: async (plane) => {
        await installInventory(plane);
        // Made by an administrator, so that it stays, and no move waits until the one before it has gone.
        await ensureNamespace(plane, defaults.systemNamespace);
      },
    });
  } finally {
    // API servers read it when they start, and never again.
    await rm(folder, { recursive: true, force: true });
  }
}
