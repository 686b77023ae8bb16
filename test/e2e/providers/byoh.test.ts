import { createProviders } from '@tsmove/providers';
import {
  connect,
  createMemoryJournalStore,
  JournalError,
  resumeMove,
  type ApiServer,
  type Diagnostic,
  type MoveReport,
  type Provider,
} from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { defineCrd } from '../../support/crds/define.ts';
import { draw, type Detail, type Drawn } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { census, essence } from '../../support/census.ts';
import { requireMoved, runMove, type RunOptions, type RunOutcome } from '../move/run.ts';

let pair: Pair;

const group = 'infrastructure.cluster.x-k8s.io';
const labels = { 'clusterctl.cluster.x-k8s.io': '' };

beforeAll(async () => {
  pair = await startPair({
    crds: 'all',
    beforeControllers: async (plane) => {
      for (const kind of ['ByoHost', 'ByoMachine', 'K8sInstallerConfigTemplate']) {
        await defineCrd(plane, { group, kind, labels, versions: ['v1beta1'] });
      }
    },
  });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

const cluster = `Cluster/c > Machine/m > ByoMachine/m`;
const clusterName = { 'cluster.x-k8s.io/cluster-name': 'c' };
const machine: Detail = {
  labels: clusterName,
  spec: { providerID: 'byoh://h/abcdef' },
  status: { ready: true, hostinfo: { osname: 'linux' } },
};

/** A host that serves the machine m of this namespace. */
function host(namespace: string): Detail {
  return {
    labels: { ...clusterName, 'byoh.infrastructure.cluster.x-k8s.io/byomachine-name': `${namespace}.m` },
    spec: { bootstrapSecret: { kind: 'Secret', namespace, name: 'm' } },
    status: {
      machineRef: { kind: 'ByoMachine', namespace, name: 'm' },
      hostinfo: { osname: 'linux', osimage: 'Ubuntu 22.04', architecture: 'amd64' },
      network: [{ macAddr: '02:00:00:00:00:01', isDefault: true }],
      conditions: [{ type: 'K8sNodeBootstrapSucceeded', status: 'True', lastTransitionTime: '2026-01-31T09:30:00Z' }],
    },
  };
}

/** A Cluster of one machine in the source, and what its agent, or another's, has registered in the target. */
async function prepare(namespace: string, registered?: Detail): Promise<Drawn> {
  const drawn = await draw(pair.source, namespace, `${cluster}\nByoHost/h`, {
    'ByoMachine/m': machine,
    'ByoHost/h': host(namespace),
  });
  await (registered === undefined
    ? draw(pair.target, namespace, '')
    : draw(pair.target, namespace, 'ByoHost/h', { 'ByoHost/h': registered }));
  return drawn;
}

function move(
  namespace: string,
  mode: 'strict' | 'report' | 'off',
  more: Partial<RunOptions> = {},
): Promise<RunOutcome> {
  return runMove(pair, { namespace, providers: createProviders({ byoh: { mode } }), ...more });
}

/** The target loses the host right before the machine is created there. */
function losingHost(drawn: Drawn): (server: ApiServer) => ApiServer {
  let gone = false;
  return (server) =>
    server.label !== 'target'
      ? server
      : {
          ...server,
          async create(type, ...rest) {
            if (type.kind === 'ByoMachine' && !gone) {
              await pair.target.api.call('DELETE', drawn.pathOf('ByoHost/h'));
              gone = true;
            }
            return server.create(type, ...rest);
          },
        };
}

async function essences(plane: Pair['source'], namespace: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries([...(await census(plane, namespace))].map(([name, object]) => [name, essence(object)]));
}

function findingsOf({ error }: RunOutcome): readonly string[] {
  const { diagnostics = [] } = error as { readonly diagnostics?: readonly Diagnostic[] };
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);
}

async function isPaused(drawn: Drawn): Promise<boolean | undefined> {
  const { spec } = (await drawn.read('Cluster/c', pair.target)) as unknown as { spec: { paused?: boolean } };
  return spec.paused;
}

test('a machine whose host is not in the target refuses the move, and nothing is touched', async () => {
  const namespace = 'byoh-missing';
  await prepare(namespace);
  const before = await essences(pair.source, namespace);
  const outcome = await move(namespace, 'strict');
  expect(outcome.error).toHaveProperty('name', 'PreflightError');
  expect(findingsOf(outcome)).toEqual([
    `byoh-host-unverified: its host ByoHost ${namespace}/h cannot be verified in the target: it is not registered there`,
  ]);
  expect(await essences(pair.source, namespace)).toEqual(before);
});

test('a free host that the machine would swallow refuses the move, whatever is passed over', async () => {
  const namespace = 'byoh-free';
  await prepare(namespace, { status: host(namespace).status ?? null });
  const outcome = await move(namespace, 'strict', { allow: { leftBehind: true } });
  expect(findingsOf(outcome)).toContain(
    `byoh-free-host: it has no host in the target, so it would take ByoHost ${namespace}/h, which is free, and bootstrap it`,
  );
  const skipping = await move(namespace, 'strict', { allow: { skip: ['byoh-free-host', 'byoh-host-unverified'] } });
  expect(skipping.error).toHaveProperty('name', 'UsageError');
  // It would be taken by machines of other namespaces, too.
  const path = `/apis/${group}/v1beta1/namespaces/${namespace}/byohosts/h`;
  await pair.target.api.call('DELETE', path);
});

test('a machine that finds its host moves with its status, and is released', async () => {
  const namespace = 'byoh-there';
  const drawn = await prepare(namespace, host(namespace));
  requireMoved(await move(namespace, 'strict', { status: 'drop' }));
  expect(await isPaused(drawn)).not.toBe(true);
  expect(await drawn.read('ByoMachine/m', pair.target)).toHaveProperty('status', machine.status);
  expect(await drawn.read('ByoMachine/m', pair.source)).toBeUndefined();
  // The source's host stays, and the target's was not touched.
  expect(await drawn.read('ByoHost/h', pair.source)).toHaveProperty('metadata.name', 'h');
  expect(await drawn.read('ByoHost/h', pair.target)).toHaveProperty('status', host(namespace).status);
});

test('a host that vanishes while the move is under way undoes it', async () => {
  const namespace = 'byoh-vanishing';
  const drawn = await prepare(namespace, host(namespace));
  const before = await essences(pair.source, namespace);
  const outcome = await move(namespace, 'strict', { wrap: losingHost(drawn) });
  expect(await drawn.read('ByoHost/h', pair.target)).toBeUndefined();
  expect(outcome.error).toMatchObject({ name: 'RolledBackError' });
  expect(String(outcome.error)).toContain('it is not registered there');
  expect(await drawn.read('Cluster/c', pair.target)).toBeUndefined();
  expect(await drawn.read('ByoMachine/m', pair.target)).toBeUndefined();
  expect(await essences(pair.source, namespace)).toEqual(before);
});

test('a move that stopped is gone on with by whoever knows as much, once the host is there', async () => {
  const namespace = 'byoh-stopped';
  const drawn = await prepare(namespace, host(namespace));
  const journal = createMemoryJournalStore();
  const wrap = losingHost(drawn);
  const { error, moveId } = await move(namespace, 'strict', { wrap, journal, onFailure: 'stop' });
  expect(error).toMatchObject({ name: 'PartialMoveError' });

  const goOn = async (providers: readonly Provider[]): Promise<MoveReport> => {
    await using source = await connect({ kubeconfig: pair.source.kubeconfig, label: 'source' });
    await using target = await connect({ kubeconfig: pair.target.kubeconfig, label: 'target' });
    return await resumeMove(moveId, { source, target, providers, journal }).result;
  };
  const ignorant = goOn(createProviders({ byoh: { mode: 'off' } }));
  await expect(ignorant).rejects.toThrow(JournalError);
  await expect(ignorant).rejects.toMatchObject({
    message: 'the move was begun with providers that are missing here: byoh',
    code: 'providers-missing',
  });
  await draw(pair.target, namespace, 'ByoHost/h', { 'ByoHost/h': host(namespace) });
  expect((await goOn(createProviders())).outcome).toBe('moved');
  expect(await isPaused(drawn)).not.toBe(true);
});

test('with report the Cluster moves, and stays paused in the target until the host is there', async () => {
  const namespace = 'byoh-report';
  const drawn = await prepare(namespace);
  const outcome = await move(namespace, 'report');
  requireMoved(outcome);
  expect(await isPaused(drawn)).toBe(true);
  const after = await drawn.read('Cluster/c', pair.target);
  expect(Object.keys(after?.metadata.annotations ?? {}).filter((key) => key.startsWith('tsmove.dev/'))).toEqual([]);
  expect(outcome.events.flatMap((event) => (event.type === 'object-left-held' ? [event.because] : []))).toEqual([
    `ByoMachine ${namespace}/m has no host there yet`,
  ]);
  expect(await drawn.read('Cluster/c', pair.source)).toBeUndefined();
});
