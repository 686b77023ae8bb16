import { PartialMoveError, type MoveEvent } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
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
  return [...(await census(pair[side], namespace))].map(([name, object]) => [name, essence(object, { managers: true })]);
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
            { type: 'Paused', status: 'False', reason: 'NotPaused', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' },
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

describe('half way, a move stops with everything held and says object by object what is where', () => {
  test('when the target refuses an object, with the words of the target', async () => {
    const namespace = 'refused';
    await refuseInTarget(namespace, 'kubeadmconfigs', 'no bootstrap configs on a Friday');
    const drawn = await draw(pair.source, namespace, fleet);
    const { error } = await runMove(pair, { namespace });
    expect(error).toBeInstanceOf(PartialMoveError);
    expect(String(error)).toMatch(/KubeadmConfig refused\/m: .*no bootstrap configs on a Friday/u);
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

  test('when somebody edits the source meanwhile, and the edit is not lost', async () => {
    const namespace = 'edited';
    const drawn = await draw(pair.source, namespace, fleet);
    let edited: Promise<unknown> | undefined;
    const { error } = await runMove(pair, {
      namespace,
      wrap: (server) =>
        server.label === 'target'
          ? {
              ...server,
              create: async (...call) => {
                edited ??= pair.source.api.call('PATCH', drawn.pathOf('Machine/m'), { spec: { version: 'v1.34.0' } });
                await edited;
                return server.create(...call);
              },
            }
          : server,
    });
    expect(String(error)).toMatch(/Machine edited\/m: it was changed in the source during the move: \/spec\/version/u);
    expect(await drawn.read('Machine/m')).toHaveProperty('spec.version', 'v1.34.0');
    expect(error).toMatchObject({ report: { committed: false } });
  });

  test('when the target already has an object of that name, which is left as it is', async () => {
    const namespace = 'taken';
    const drawn = await draw(pair.source, namespace, fleet);
    let taken: Promise<unknown> | undefined;
    const path = drawn.pathOf('Secret/m');
    const { error } = await runMove(pair, {
      namespace,
      wrap: (server) =>
        server.label === 'target'
          ? {
              ...server,
              create: async (type, object, options) => {
                // Somebody is faster than the move, after its check.
                if (object.kind === 'Secret') {
                  const body = { metadata: { name: 'm' }, data: { theirs: 'eA==' } };
                  taken ??= pair.target.api.call('POST', path.slice(0, path.lastIndexOf('/')), body);
                  await taken;
                }
                return server.create(type, object, options);
              },
            }
          : server,
    });
    expect(String(error)).toMatch(/Secret taken\/m: the target has an object of this name that this move did not create/u);
    expect(await drawn.read('Secret/m', pair.target)).toMatchObject({ data: { theirs: 'eA==' } });
    expect(await drawn.read('Secret/m', pair.source)).toMatchObject({ data: drawn.of('Secret/m')['data'] });
  });
});

async function refuseInTarget(namespace: string, resource: string, words: string): Promise<void> {
  const base = '/apis/admissionregistration.k8s.io/v1';
  const { api } = pair.target;
  await api.call('POST', `${base}/validatingadmissionpolicies`, {
    metadata: { name: namespace },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: [resource] },
        ],
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
  const probe = { metadata: { name: 'probe' }, spec: {} };
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await api.request(
      'POST',
      `/apis/bootstrap.cluster.x-k8s.io/v1beta2/namespaces/${namespace}/kubeadmconfigs?dryRun=All`,
      probe,
    );
    if (answer.status >= 400) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the policy never took effect');
}
