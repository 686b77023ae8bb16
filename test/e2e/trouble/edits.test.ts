import { PartialMoveError, RolledBackError, type ApiServer } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw, type Drawn } from '../../support/drawing/draw.ts';
import { begin, fleet, fleetDetails, goOn, requireReport, startBed, type Begun } from './bed.ts';
import { beforeWrites, dyingBefore, isDeletion, isReleaseIn } from './faults.ts';
import { requireAll, requireNone, requireSides, sidesOf, type Sides } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

interface Stopped {
  readonly drawn: Drawn;
  readonly before: Sides;
  readonly begun: Begun;
}

/** A move that was told to stop, and has created all but the last Secret. */
async function stoppedInCreate(namespace: string): Promise<Stopped> {
  await draw(pair.target, namespace, '');
  const drawn = await draw(pair.source, namespace, fleet, fleetDetails);
  const before = await sidesOf(pair, namespace);
  const wrap = dyingBefore(
    ({ side, verb, kind, name }) => side === 'target' && verb === 'create' && kind === 'Secret' && name === 'm',
  );
  const begun = await begin(pair, { namespace, onFailure: 'stop', wrap });
  expect(begun.error).toBeInstanceOf(PartialMoveError);
  return { drawn, before, begun };
}

/** A move that died with everything retired but what owns something: the Secrets and some more are in the target only. */
async function stoppedInRetire(namespace: string): Promise<Stopped> {
  await draw(pair.target, namespace, '');
  const drawn = await draw(pair.source, namespace, fleet, fleetDetails);
  const before = await sidesOf(pair, namespace);
  const begun = await begin(pair, {
    namespace,
    concurrency: 1,
    wrap: dyingBefore((sent) => isDeletion(sent) && sent.kind === 'KubeadmConfig'),
  });
  expect(begun.error).toMatchObject({ name: 'PartialMoveError', report: { committed: true, released: false } });
  return { drawn, before, begun };
}

const newVersion = { spec: { version: 'v1.34.9' } };

describe('before the commit, what somebody does to the source between stopping and going on is not lost', () => {
  test('an edit of what is in the target already is named, and a rollback keeps it', async () => {
    const namespace = 'e-created';
    const { drawn, begun } = await stoppedInCreate(namespace);
    await pair.source.api.call('PATCH', drawn.pathOf('Machine/m'), newVersion);
    const { error, report } = await goOn(pair, 'resume', begun);
    if (report === undefined) {
      expect(String(error)).toMatch(/Machine e-created\/m: .*\/spec\/version/u);
      requireReport(await goOn(pair, 'rollback', begun));
      expect((await sidesOf(pair, namespace)).target).toEqual({});
      expect(await drawn.read('Machine/m')).toHaveProperty('spec.version', 'v1.34.9');
    } else expect(await drawn.read('Machine/m', pair.target)).toHaveProperty('spec.version', 'v1.34.9');
    await requireSides(pair, namespace, await sidesOf(pair, namespace));
  });

  test('an edit of what is not there yet moves along', async () => {
    const namespace = 'e-coming';
    const { drawn, begun } = await stoppedInCreate(namespace);
    await pair.source.api.call('PATCH', drawn.pathOf('Secret/m'), { data: { mine: 'eA==' } });
    const expected = await essencesWithout(namespace);
    requireReport(await goOn(pair, 'resume', begun));
    expect(await drawn.read('Secret/m', pair.target)).toHaveProperty('data.mine', 'eA==');
    expect(Object.keys((await sidesOf(pair, namespace)).target)).toEqual(expected);
    await requireSides(pair, namespace, { source: {}, target: (await sidesOf(pair, namespace)).target });
  });

  test('a new object moves along', async () => {
    const namespace = 'e-new';
    const { drawn, begun } = await stoppedInCreate(namespace);
    const { apiVersion, kind, metadata } = drawn.of('Cluster/a');
    await pair.source.api.call('POST', `/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name: 'late', ownerReferences: [{ apiVersion, kind, name: 'a', uid: metadata.uid }] },
    });
    const expected = await essencesWithout(namespace);
    requireReport(await goOn(pair, 'resume', begun));
    expect(expected).toContain('Secret/late');
    expect(Object.keys((await sidesOf(pair, namespace)).target)).toEqual(expected);
    await requireSides(pair, namespace, { source: {}, target: (await sidesOf(pair, namespace)).target });
  });

  test('a deletion is named, and a rollback leaves it deleted', async () => {
    const namespace = 'e-deleted';
    const { drawn, before, begun } = await stoppedInCreate(namespace);
    await pair.source.api.call('DELETE', drawn.pathOf('DockerCluster/a'));
    const { error } = await goOn(pair, 'resume', begun);
    expect(String(error)).toMatch(/DockerCluster e-deleted\/a: /u);
    requireReport(await goOn(pair, 'rollback', begun));
    const { ['DockerCluster.infrastructure.cluster.x-k8s.io/a']: _deleted, ...source } = before.source;
    await requireSides(pair, namespace, { source, target: {} });
  });
});

test('before the commit, an edit in the target is named, and a rollback takes it away', async () => {
  const namespace = 'e-target';
  const { drawn, before, begun } = await stoppedInCreate(namespace);
  await pair.target.api.call('PATCH', drawn.pathOf('Machine/m'), newVersion);
  const { error } = await goOn(pair, 'resume', begun);
  expect(String(error)).toMatch(/Machine e-target\/m: .*\/spec\/version/u);
  requireReport(await goOn(pair, 'rollback', begun));
  await requireNone(pair, namespace, before);
});

describe('after the commit', () => {
  test.each(['source', 'target'] as const)(
    'an edit in the %s of what is on both sides is named by resume',
    async (side) => {
      const namespace = `e-late-${side}`;
      const { drawn, before, begun } = await stoppedInRetire(namespace);
      const edit = (value: string) => ({ metadata: { annotations: { mine: value } } });
      const path = `${drawn.pathOf('Cluster/a')}?fieldManager=manager`;
      await pair[side].api.call('PATCH', path, edit('edited'));
      const { error } = await goOn(pair, 'resume', begun);
      expect(String(error)).toMatch(new RegExp(`Cluster ${namespace}/a: .*/metadata/annotations/mine changed`, 'u'));
      await pair[side].api.call('PATCH', path, edit('kept'));
      requireReport(await goOn(pair, 'resume', begun));
      await requireAll(pair, namespace, before);
    },
  );

  test('something added in the target, which may be its defaulting, stays there', async () => {
    const namespace = 'e-late-added';
    const { drawn, begun } = await stoppedInRetire(namespace);
    await pair.target.api.call('PATCH', drawn.pathOf('Cluster/a'), { metadata: { labels: { edited: 'yes' } } });
    requireReport(await goOn(pair, 'resume', begun));
    expect(await drawn.read('Cluster/a', pair.target)).toHaveProperty('metadata.labels.edited', 'yes');
    await requireSides(pair, namespace, { source: {}, target: (await sidesOf(pair, namespace)).target });
  });

  test('an edit in the target of what is nowhere else comes back with a rollback', async () => {
    const namespace = 'e-late-only';
    const { drawn, before, begun } = await stoppedInRetire(namespace);
    expect(await drawn.read('Secret/m')).toBeUndefined();
    await pair.target.api.call('PATCH', drawn.pathOf('Secret/m'), { data: { mine: 'eA==' } });
    requireReport(await goOn(pair, 'rollback', begun));
    expect(await drawn.read('Secret/m')).toHaveProperty('data.mine', 'eA==');
    const after = await sidesOf(pair, namespace);
    await requireSides(pair, namespace, {
      source: { ...before.source, 'Secret/m': after.source['Secret/m'] ?? '' },
      target: {},
    });
  });

  test('a deletion in the target of what is nowhere else is named by both', async () => {
    const namespace = 'e-late-gone';
    const { drawn, begun } = await stoppedInRetire(namespace);
    expect(await drawn.read('Secret/m')).toBeUndefined();
    await pair.target.api.call('DELETE', drawn.pathOf('Secret/m'));
    for (const how of ['resume', 'rollback'] as const) {
      const { error } = await goOn(pair, how, begun);
      expect(String(error), how).toMatch(/Secret e-late-gone\/m: /u);
    }
    expect(await drawn.read('Cluster/a')).toHaveProperty('spec.paused', true);
    expect(await drawn.read('Cluster/a', pair.target)).toHaveProperty('spec.paused', true);
  });

  test('a deletion in the target of what the source still has is named by resume, and no matter to a rollback', async () => {
    const namespace = 'e-late-both';
    await draw(pair.target, namespace, '');
    const drawn = await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace, wrap: dyingBefore(isDeletion) });
    await pair.target.api.call('DELETE', drawn.pathOf('DockerCluster/a'));
    const { error } = await goOn(pair, 'resume', begun);
    expect(String(error)).toMatch(/DockerCluster e-late-both\/a: /u);
    requireReport(await goOn(pair, 'rollback', begun));
    await requireNone(pair, namespace, before);
  });

  test('an edit in the source is kept by a rollback', async () => {
    const namespace = 'e-late-kept';
    const { drawn, begun } = await stoppedInRetire(namespace);
    await pair.source.api.call('PATCH', drawn.pathOf('Cluster/a'), { metadata: { labels: { edited: 'yes' } } });
    requireReport(await goOn(pair, 'rollback', begun));
    expect(await drawn.read('Cluster/a')).toHaveProperty('metadata.labels.edited', 'yes');
    expect(await drawn.read('Cluster/a')).not.toHaveProperty('spec.paused');
    await requireSides(pair, namespace, { source: (await sidesOf(pair, namespace)).source, target: {} });
  });
});

describe('a Cluster that something makes anew in the source', () => {
  test('right before the release is named, and nothing is released in the target', async () => {
    const namespace = 'e-gitops';
    const drawn = await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const wrap = (server: ApiServer): ApiServer =>
      server.label === 'source' ? whenGone(server, 'Cluster', () => remake(drawn)) : server;
    const begun = await begin(pair, { namespace, wrap });
    expect(begun.error).toBeInstanceOf(PartialMoveError);
    expect(String(begun.error)).toMatch(/Cluster e-gitops\/a: it is in the source again/u);
    expect(begun.error).toMatchObject({ report: { released: false } });
    expect(await drawn.read('Cluster/a', pair.target)).toHaveProperty('spec.paused', true);
    const { error } = await goOn(pair, 'resume', begun);
    expect(String(error)).toMatch(/Cluster e-gitops\/a: it is in the source again/u);
    await pair.source.api.call('DELETE', drawn.pathOf('Cluster/a'));
    requireReport(await goOn(pair, 'resume', begun));
    await requireAll(pair, namespace, before);
  });

  test('right after the check is named, too', async () => {
    const namespace = 'e-gitops-late';
    const drawn = await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    let remade: Promise<unknown> | undefined;
    const begun = await begin(pair, {
      namespace,
      wrap: beforeWrites((sent) => (isReleaseIn('target')(sent) ? (remade ??= remake(drawn)) : undefined)),
    });
    expect(String(begun.error)).toMatch(/Cluster e-gitops-late\/a: it is in the source again/u);
    await pair.source.api.call('DELETE', drawn.pathOf('Cluster/a'));
    requireReport(await goOn(pair, 'resume', begun));
    await requireAll(pair, namespace, before);
  });

  test('is not overwritten by a rollback', async () => {
    const namespace = 'e-gitops-back';
    await draw(pair.target, namespace, '');
    const drawn = await draw(pair.source, namespace, fleet, fleetDetails);
    const wrap = (server: ApiServer): ApiServer =>
      server.label === 'source' ? whenGone(server, 'Cluster', () => remake(drawn)) : server;
    const begun = await begin(pair, { namespace, wrap });
    const { error } = await goOn(pair, 'rollback', begun);
    expect(String(error)).toMatch(/Cluster e-gitops-back\/a: /u);
    expect(error).not.toBeInstanceOf(RolledBackError);
    // Everything is still in the target, held; once it is out of the way, the way back is free.
    expect(await drawn.read('Secret/m', pair.target)).toBeDefined();
    await pair.source.api.call('DELETE', drawn.pathOf('Cluster/a'));
    requireReport(await goOn(pair, 'rollback', begun));
    expect(await drawn.read('Cluster/a', pair.target)).toBeUndefined();
    expect(await drawn.read('Cluster/a')).not.toHaveProperty('spec.paused');
  });
});

async function remake(drawn: Drawn): Promise<void> {
  const path = drawn.pathOf('Cluster/a');
  await pair.source.api.call('POST', path.slice(0, path.lastIndexOf('/')), {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name: 'a' },
    spec: drawn.of('Cluster/a')['spec'],
  });
}

/** Something that happens once a kind was looked for and was not there any more. */
function whenGone(server: ApiServer, kind: string, happen: () => Promise<void>): ApiServer {
  let done: Promise<void> | undefined;
  return {
    ...server,
    get: async (type, key, options) => {
      const object = await server.get(type, key, options);
      if (type.kind === kind && object === undefined) await (done ??= happen());
      return object;
    },
  };
}

/** The names of what is in the source. */
async function essencesWithout(namespace: string): Promise<readonly string[]> {
  return Object.keys((await sidesOf(pair, namespace)).source);
}
