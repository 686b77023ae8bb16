import type { ApiServer } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { census, essence } from './census.ts';
import { requireMoved, runMove } from './run.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

/**
 * Every write reaches the API server, its answer is lost, and the retry meets what the first attempt has done: what
 * the connection layer does after a reset, at each single write of a move.
 */
function losingAnswers(server: ApiServer, sent: Map<string, number>): ApiServer {
  const twice = async <T>(what: string, write: () => Promise<T>): Promise<T> => {
    sent.set(what, (sent.get(what) ?? 0) + 1);
    await write();
    return write();
  };
  return {
    ...server,
    create: (...call) => twice('create', () => server.create(...call)),
    update: (...call) => twice('update', () => server.update(...call)),
    updateStatus: (...call) => twice('status', () => server.updateStatus(...call)),
    mergePatch: (...call) => twice('patch', () => server.mergePatch(...call)),
    delete: (...call) => twice('delete', () => server.delete(...call)),
  };
}

test('a move in which the answer of every single write is lost once ends as if none had been', async () => {
  const namespace = 'lost';
  await draw(
    pair.source,
    namespace,
    `ClusterClass/c > DockerClusterTemplate/c
     Cluster/a ~ ClusterClass/c
     Cluster/a > KubeadmControlPlane/a > Machine/m > KubeadmConfig/m > Secret/m
     Machine/m > DockerMachine/m
     Secret/a-ca`,
    { 'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'] } },
  );
  const before = await census(pair.source, namespace);
  const sent = new Map<string, number>();
  requireMoved(await runMove(pair, { namespace, wrap: (server) => losingAnswers(server, sent) }));
  expect([...sent.keys()].sort()).toEqual(['create', 'delete', 'patch', 'status', 'update']);
  const after = await census(pair.target, namespace);
  expect([...after].map(([name, object]) => [name, essence(object, { managers: true })])).toEqual(
    [...before].map(([name, object]) => [name, essence(object, { managers: true })]),
  );
  expect([...(await census(pair.source, namespace)).keys()]).toEqual([]);
});
