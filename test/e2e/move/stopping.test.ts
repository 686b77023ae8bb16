import { ApiError, PartialMoveError, RolledBackError, type KubeObject, type MoveEvent } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { deletionAlarm } from '../../support/stand-ins/deletion-alarm.ts';
import { until } from '../../support/processes/until.ts';
import { census, essence } from './census.ts';
import { requireMoved, runMove, type RunOptions, type RunOutcome } from './run.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

const blockMove = { 'clusterctl.cluster.x-k8s.io/block-move': '' };
const fleet = 'Cluster/a > Machine/m > KubeadmConfig/m > Secret/m';

async function essences(namespace: string, side: 'source' | 'target'): Promise<readonly (readonly [string, string])[]> {
  return [...(await census(pair[side], namespace))].map(([name, object]) => [
    name,
    essence(object, { managers: true }),
  ]);
}

/** Runs a move that must not happen, and shows that neither side is any different from before. */
async function requireUntouched(options: RunOptions): Promise<RunOutcome> {
  const before = await essences(options.namespace, 'source');
  const outcome = await runMove(pair, options);
  expect(outcome.report).toBeUndefined();
  expect(await essences(options.namespace, 'source')).toEqual(before);
  expect(await essences(options.namespace, 'target')).toEqual([]);
  return outcome;
}

describe('before anything is created, a move that ends gives the source its earlier state', () => {
  test('when nobody acknowledges the pause in time, naming the object and what is missing', async () => {
    const drawn = await draw(pair.source, 'silent', fleet, {
      'Machine/m': {
        status: {
          nodeRef: { name: 'm' },
          conditions: [
            {
              type: 'Paused',
              status: 'False',
              reason: 'NotPaused',
              message: '',
              lastTransitionTime: '2026-01-01T00:00:00Z',
            },
          ],
        },
      },
    });
    const { error } = await requireUntouched({ namespace: 'silent', pauseTimeoutMs: 1_000 });
    expect(error).toMatchObject({ name: 'BlockedError', code: 'pause-not-acknowledged' });
    expect(String(error)).toMatch(/Machine silent\/m: .*Paused/u);
    // The same source moves once it is told that no controllers run there.
    requireMoved(await runMove(pair, { namespace: 'silent', awaitPause: false }));
    expect(await drawn.read('Machine/m', pair.target)).toBeDefined();
  });

  test('when something blocks the move for too long', async () => {
    await draw(pair.source, 'blocked', fleet, { 'Machine/m': { annotations: blockMove } });
    const { error } = await requireUntouched({ namespace: 'blocked', blockMoveTimeoutMs: 1_000 });
    expect(error).toMatchObject({ name: 'BlockedError', code: 'move-blocked' });
    expect(String(error)).toMatch(/Machine blocked\/m/u);
  });

  test('when the caller stops it while it waits', async () => {
    await draw(pair.source, 'aborted', fleet, { 'Machine/m': { annotations: blockMove } });
    const stop = new AbortController();
    const { error } = await requireUntouched({
      namespace: 'aborted',
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === 'object-blocked') stop.abort();
      },
    });
    expect(error).toMatchObject({ name: 'AbortedError' });
  });

  test('when its time is up', async () => {
    await draw(pair.source, 'late', fleet, { 'Machine/m': { annotations: blockMove } });
    const { error } = await requireUntouched({ namespace: 'late', timeoutMs: 1_500 });
    expect(error).toMatchObject({ name: 'BlockedError', code: 'timeout' });
  });
});

test('a move goes on as soon as the last block is gone, whenever it was set', async () => {
  const drawn = await draw(pair.source, 'unblocked', fleet, { 'KubeadmConfig/m': { annotations: blockMove } });
  const outcome = await runMove(pair, {
    namespace: 'unblocked',
    onEvent: ({ type }) => {
      if (type !== 'object-blocked') return;
      const annotations = { 'clusterctl.cluster.x-k8s.io/block-move': null };
      void pair.source.api.call('PATCH', drawn.pathOf('KubeadmConfig/m'), { metadata: { annotations } });
    },
  });
  requireMoved(outcome);
  expect((await drawn.read('KubeadmConfig/m', pair.target))?.metadata.annotations ?? {}).toEqual({});
});

test('an object that appears while the source is being held moves along', async () => {
  const namespace = 'grown';
  const drawn = await draw(pair.source, namespace, fleet, { 'Machine/m': { annotations: blockMove } });
  const cluster = drawn.of('Cluster/a');
  const owner = { apiVersion: cluster.apiVersion, kind: 'Cluster', name: 'a', uid: cluster.metadata.uid };
  const grow = async ({ type }: MoveEvent): Promise<void> => {
    if (type !== 'object-blocked') return;
    await pair.source.api.call('POST', `/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name: 'late', ownerReferences: [owner] },
    });
    await pair.source.api.call('PATCH', drawn.pathOf('Machine/m'), {
      metadata: { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': null } },
    });
  };
  const outcome = await runMove(pair, { namespace, onEvent: (event) => void grow(event) });
  expect(requireMoved(outcome).counts.moved).toBe(5);
  expect(outcome.events.some(({ type }) => type === 'replanned')).toBe(true);
});

describe('once something is created, a move that fails is undone, and says what failed', () => {
  test('when the target refuses an object, with the words of the target', async () => {
    const namespace = 'undone';
    await refuseInTarget(namespace, 'kubeadmconfigs', 'no bootstrap configs on a Friday');
    await draw(pair.source, namespace, fleet, { 'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'] } });
    await using alarms = await deletionAlarm(pair.target);
    const { error, events } = await requireUntouched({ namespace });
    expect(error).toBeInstanceOf(RolledBackError);
    expect(String(error)).toMatch(/KubeadmConfig undone\/m: .*no bootstrap configs on a Friday/u);
    expect(error).toMatchObject({ report: { outcome: 'rolled-back', createdNamespaces: [] } });
    expect(events.filter(({ type }) => type === 'object-created').length).toBeGreaterThan(0);
    expect(alarms.alarms).toEqual([]);
  });

  test('when the namespace is new in the target, which goes again', async () => {
    const namespace = 'new-namespace';
    const drawn = await draw(pair.source, namespace, fleet);
    const before = await essences(namespace, 'source');
    const { error } = await runMove(pair, { namespace, wrap: refusing('Secret') });
    expect(error).toBeInstanceOf(RolledBackError);
    expect(await essences(namespace, 'source')).toEqual(before);
    await until(
      { what: 'the end of the namespace' },
      async () => (await pair.target.api.request('GET', `/api/v1/namespaces/${namespace}`)).status === 404,
    );
    // And a second try, without the obstacle, moves it.
    requireMoved(await runMove(pair, { namespace }));
    expect(await drawn.read('Secret/m', pair.target)).toBeDefined();
  });

  test('when the caller stops it in the middle of creating', async () => {
    const namespace = 'stopped';
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, fleet);
    const stop = new AbortController();
    const { error, events } = await requireUntouched({
      namespace,
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === 'object-ready') stop.abort();
      },
    });
    expect(error).toMatchObject({ name: 'AbortedError' });
    expect(events.some(({ type }) => type === 'object-created')).toBe(true);
  });

  test('when somebody edits the source meanwhile, and the edit is not lost', async () => {
    const namespace = 'edited';
    await draw(pair.target, namespace, '');
    const drawn = await draw(pair.source, namespace, fleet);
    let edited: Promise<unknown> | undefined;
    const { error } = await runMove(pair, {
      namespace,
      wrap: beforeEachCreate(({ kind }) => {
        // The move's own Leases come before it has seen what it will move.
        if (kind === 'Lease' || kind === 'Namespace') return undefined;
        edited ??= pair.source.api.call('PATCH', drawn.pathOf('Machine/m'), { spec: { version: 'v1.34.0' } });
        return edited;
      }),
    });
    expect(String(error)).toMatch(/Machine edited\/m: it was changed in the source during the move: \/spec\/version/u);
    expect(await drawn.read('Machine/m')).toHaveProperty('spec.version', 'v1.34.0');
    expect(await essences(namespace, 'target')).toEqual([]);
  });

  test('when the target already has an object of that name, which is left as it is', async () => {
    const namespace = 'taken';
    const drawn = await draw(pair.source, namespace, fleet);
    const before = await essences(namespace, 'source');
    let taken: Promise<unknown> | undefined;
    const path = drawn.pathOf('Secret/m');
    const { error, events } = await runMove(pair, {
      namespace,
      wrap: beforeEachCreate((object) => {
        // Somebody is faster than the move, after its check.
        if (object.kind !== 'Secret') return undefined;
        const body = { metadata: { name: 'm' }, data: { theirs: 'eA==' } };
        taken ??= pair.target.api.call('POST', path.slice(0, path.lastIndexOf('/')), body);
        return taken;
      }),
    });
    expect(String(error)).toMatch(
      /Secret taken\/m: the target has an object of this name that this move did not create/u,
    );
    expect((await essences(namespace, 'target')).map(([name]) => name)).toEqual(['Secret/m']);
    expect(await drawn.read('Secret/m', pair.target)).toMatchObject({ data: { theirs: 'eA==' } });
    expect(await essences(namespace, 'source')).toEqual(before);
    // The namespace was made by the move, but it holds something of somebody else's by now.
    expect(events).toContainEqual(expect.objectContaining({ type: 'namespace-kept', name: namespace }));
    expect(error).toMatchObject({ report: { createdNamespaces: [namespace] } });
  });
});

describe('half way, a move stops with everything held and says object by object what is where', () => {
  test('when it is told to stop instead of undoing', async () => {
    const namespace = 'refused';
    await refuseInTarget(namespace, 'kubeadmconfigs', 'no bootstrap configs on a Friday');
    const drawn = await draw(pair.source, namespace, fleet);
    const { error } = await runMove(pair, { namespace, onFailure: 'stop' });
    expect(error).toBeInstanceOf(PartialMoveError);
    if (!(error instanceof PartialMoveError)) return;
    expect(error.report.entries.map(({ ref, target, source }) => `${ref.kind} ${target} ${source}`)).toEqual([
      'Cluster ready held',
      'Machine ready present',
      'KubeadmConfig absent present',
      'Secret absent present',
    ]);
    expect(error.report).toMatchObject({ outcome: 'stopped', committed: false, released: false });
    for (const side of ['source', 'target'] as const) {
      expect(await drawn.read('Cluster/a', pair[side]), side).toHaveProperty('spec.paused', true);
    }
    expect(JSON.stringify(error.report)).not.toContain(String(drawn.of('Secret/m')['data']));
  });

  test('when a deletion in the source is refused, with everything in the target and nothing resumed on either side', async () => {
    const namespace = 'undeletable';
    const drawn = await draw(pair.source, namespace, fleet);
    const { error } = await runMove(pair, {
      namespace,
      wrap: (server) =>
        server.label === 'source'
          ? {
              ...server,
              delete: (type, ...rest) =>
                type.kind === 'Machine'
                  ? Promise.reject(new ApiError('the source answered 403', { status: 403, reason: 'Forbidden' }))
                  : server.delete(type, ...rest),
            }
          : server,
    });
    expect(error).toMatchObject({ name: 'PartialMoveError', report: { committed: true, released: false } });
    expect(await drawn.read('Secret/m', pair.source)).toBeUndefined();
    for (const side of ['source', 'target'] as const) {
      expect(await drawn.read('Machine/m', pair[side]), side).toBeDefined();
      expect(await drawn.read('Cluster/a', pair[side]), side).toHaveProperty('spec.paused', true);
    }
  });
});

type Wrap = NonNullable<RunOptions['wrap']>;

/** Something that happens right before an object is created in the target. */
function beforeEachCreate(happen: (object: KubeObject) => Promise<unknown> | undefined): Wrap {
  return (server) =>
    server.label === 'target'
      ? {
          ...server,
          create: async (type, object, options) => {
            await happen(object);
            return server.create(type, object, options);
          },
        }
      : server;
}

function refusing(kind: string): Wrap {
  return beforeEachCreate((object) =>
    object.kind === kind
      ? Promise.reject(new ApiError('the target answered 403', { status: 403, reason: 'Forbidden' }))
      : undefined,
  );
}

async function refuseInTarget(namespace: string, resource: string, words: string): Promise<void> {
  const base = '/apis/admissionregistration.k8s.io/v1';
  const { api } = pair.target;
  await api.call('POST', `${base}/validatingadmissionpolicies`, {
    metadata: { name: namespace },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: [resource] }],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      },
      validations: [{ expression: 'false', message: words }],
    },
  });
  await api.call('POST', `${base}/validatingadmissionpolicybindings`, {
    metadata: { name: namespace },
    spec: { policyName: namespace, validationActions: ['Deny'] },
  });
  // A policy takes effect when the API server has noticed it.
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  const path = `/apis/bootstrap.cluster.x-k8s.io/v1beta2/namespaces/${namespace}/kubeadmconfigs?dryRun=All`;
  await until({ what: 'the policy to take effect' }, async () => {
    const answer = await api.request('POST', path, {
      apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2',
      kind: 'KubeadmConfig',
      metadata: { name: 'probe' },
    });
    return JSON.stringify(answer.body).includes(words);
  });
}
