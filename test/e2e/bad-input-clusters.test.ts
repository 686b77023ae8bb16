import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from '../parity/refusals/refusal.ts';
import { seedWhatCannotMove } from '../parity/refusals/seed.ts';
import { bothSides, runTsmove } from '../parity/tools/tsmove.ts';
import { pathOf } from '../support/api/discovery.ts';
import { writeKubeconfig } from '../support/control-plane/kubeconfig.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { installInventory } from '../support/fixtures/inventory.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({
    crds: 'all',
    users: [{ name: 'reader' }],
    controllers: [],
    beforeControllers: (plane) => installInventory(plane),
  });
  await seedWhatCannotMove(pair);
});

afterAll(() => pair.stop());

const moving = (namespace: string): readonly string[] => [...bothSides(pair), '--namespace', namespace];

describe('the move of', () => {
  test.each([
    [
      'a namespace that does not exist',
      'mistyped',
      ['error: source has no namespace mistyped', 'to continue: Name the namespace of the Clusters'],
    ],
    [
      'an empty namespace',
      'empty',
      [
        'no object of namespace empty would move',
        '-> Check the namespace and the context of the source, or pass --allow-empty.',
      ],
    ],
    [
      'a kind that the target does not have',
      'missing-kind',
      [
        'the target does not serve OnlyInSource in infrastructure.cluster.x-k8s.io/v1',
        '-> Install or upgrade the provider of this kind in the target',
      ],
    ],
    [
      'clusters that are still being made',
      'young',
      [
        'Cluster young/a: its infrastructure is still being provisioned',
        '-> Wait until status.initialization.infrastructureProvisioned is true.',
        'Cluster young/c: its control plane is not initialized yet',
        'Machine young/m: it has no Node yet',
      ],
    ],
    [
      'what its user has paused',
      'resting',
      [
        'Cluster resting/a: it is paused already',
        'Cluster resting/b: it is paused already',
        'ClusterClass resting/c: it is paused already',
        'pass --allow-paused',
      ],
    ],
    [
      'what is in the target already',
      'taken',
      [
        'Cluster taken/a: it is in the target already',
        'Secret taken/a-kubeconfig: it is in the target already',
        '-> Find out which of the two is right',
      ],
    ],
    [
      'a template that nobody owns',
      'orphaned',
      [
        'DockerMachineTemplate orphaned/unowned: nothing that moves owns it',
        'or pass --allow-left-behind to leave it in the source',
      ],
    ],
  ])('%s is refused', async (_what, namespace, says) => {
    await expectRefusal(pair, moving(namespace), { code: 3, says });
  });

  test('a cluster onto itself is refused', async () => {
    const twice = [
      '--kubeconfig',
      pair.source.kubeconfig,
      '--to-kubeconfig',
      await writeKubeconfig(pair.source, { context: 'other-name' }),
    ];
    await expectRefusal(pair, [...twice, '--namespace', 'fleet'], {
      code: 3,
      says: ['source and target are the same cluster', '-> Name another cluster as the target.'],
    });
  });
});

describe('a user who may only read', () => {
  test.each([
    ['source', ['source does not allow delete, patch of machines.cluster.x-k8s.io in namespace fleet']],
    [
      'target',
      [
        'target does not allow create, patch of clusters.cluster.x-k8s.io in namespace fleet',
        'target does not allow update of machines.cluster.x-k8s.io/status in namespace fleet',
        'target does not allow delete of machines.cluster.x-k8s.io in namespace fleet, which undoing the move needs',
      ],
    ],
  ] as const)('in the %s is told every right that is missing, before anything is written', async (side, says) => {
    const reader = await writeKubeconfig(pair[side], { user: { token: pair[side].tokenOf('reader') }, file: 'reader' });
    await expectRefusal(pair, [...bothSides(pair, { [side]: reader }), '--namespace', 'fleet'], {
      code: 3,
      says: [...says, `-> Allow the user of the ${side} kubeconfig what is listed.`],
    });
  });
});

describe('a provider that the target has', () => {
  const docker = async (): Promise<string> =>
    pathOf(
      await pair.target.kinds.find('Provider', 'clusterctl.cluster.x-k8s.io'),
      'capd-system',
      'infrastructure-docker',
    );

  test('in an older version is named with both versions', async () => {
    await pair.target.api.call('PATCH', await docker(), { version: 'v1.12.9' });
    await expectRefusal(pair, moving('fleet'), {
      code: 3,
      says: [
        'InfrastructureProvider docker is v1.12.9 in the target, older than v1.13.4 in the source',
        '-> Upgrade it in the target',
      ],
    });
  });

  test('not at all is named', async () => {
    await pair.target.api.call('DELETE', await docker());
    await expectRefusal(pair, moving('fleet'), {
      code: 3,
      says: ['InfrastructureProvider docker v1.13.4 is not installed in the target', '-> Install it'],
    });
  });

  test('is the last thing in the way: with it the same move succeeds', async () => {
    await installInventory(pair.target, [
      { name: 'docker', type: 'InfrastructureProvider', namespace: 'capd-system', version: 'v1.13.4' },
    ]);
    const { code, said } = await runTsmove(['move', ...moving('fleet')]);
    expect(code, said).toBe(0);
  });
});
