import { PreflightError, type ConflictChoice } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { requireMoved } from '../move/run.ts';
import { begin, startBed } from '../trouble/bed.ts';
import { requireNone, requireSides, sidesOf } from '../trouble/sides.ts';
import { halfMoved } from './half-moved.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

/** The codes and objects of the findings that refuse a move. */
async function refusal(namespace: string, onConflict: ConflictChoice): Promise<readonly string[]> {
  const before = await sidesOf(pair, namespace);
  const { error } = await begin(pair, { namespace, onConflict });
  await requireNone(pair, namespace, before);
  return refusalsIn(error);
}

function refusalsIn(error: unknown): readonly string[] {
  if (!(error instanceof PreflightError)) throw error;
  return error.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, ref, message }) => `${code} ${ref?.kind ?? ''}/${ref?.name ?? ''}: ${message}`);
}

describe('what gives way', () => {
  test('is used as the target has it, and stays in the source, without the owners that leave', async () => {
    const namespace = 's-skip';
    const text = 'Cluster/a > Machine/m > Secret/m\nCluster/a > DockerMachineTemplate/t';
    const here = await draw(pair.source, namespace, text, {
      'DockerMachineTemplate/t': { spec: { template: { spec: { customImage: 'here' } } } },
      'Secret/m': { data: { value: 'aGVyZQ==' } },
    });
    const there = await draw(pair.target, namespace, 'DockerMachineTemplate/t\nSecret/m', {
      'DockerMachineTemplate/t': { spec: { template: { spec: { customImage: 'there' } } } },
      'Secret/m': { data: { value: 'dGhlcmU=' } },
    });
    const before = await sidesOf(pair, namespace);
    requireMoved(await begin(pair, { namespace, onConflict: 'skip' }));
    const template = 'DockerMachineTemplate.infrastructure.cluster.x-k8s.io/t';
    const { target } = await sidesOf(pair, namespace);
    expect(target).toEqual({ ...before.source, ...before.target });
    // Kept as they are, but for owners that are in the source no more.
    for (const words of ['DockerMachineTemplate/t', 'Secret/m']) {
      const { ownerReferences: _owners, ...metadata } = here.of(words).metadata;
      const kept = await here.read(words);
      expect(kept).toMatchObject({ metadata: { name: metadata.name, uid: metadata.uid ?? '' } });
      expect(kept?.metadata.ownerReferences).toBeUndefined();
      expect(kept?.['spec'] ?? kept?.['data']).toEqual(here.of(words)['spec'] ?? here.of(words)['data']);
      expect((await there.read(words))?.metadata.uid).toBe(there.of(words).metadata.uid);
    }
    expect(Object.keys((await sidesOf(pair, namespace)).source).sort()).toEqual([template, 'Secret/m'].sort());
  });

  test('is put back under its owners if the move is undone', async () => {
    const namespace = 's-undo';
    await draw(pair.source, namespace, 'Cluster/a > Machine/m > Secret/m', {
      'Secret/m': { data: { value: 'aGVyZQ==' } },
    });
    await draw(pair.target, namespace, 'Secret/m', { 'Secret/m': { data: { value: 'dGhlcmU=' } } });
    const before = await sidesOf(pair, namespace);
    const stop = new AbortController();
    const { error } = await begin(pair, {
      namespace,
      onConflict: 'skip',
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === 'object-adopted') stop.abort();
      },
    });
    expect(error).toMatchObject({ name: 'AbortedError' });
    await requireSides(pair, namespace, before);
  });

  test('is never what a controller works on: half of a Cluster here, half there', async () => {
    await halfMoved(pair, 's-machine');
    const refused = await refusal('s-machine', 'skip');
    expect(refused).toContain('already-exists Machine/m: it is in the target already');
    expect(refused).not.toContainEqual(expect.stringContaining('Secret/m'));
  });
});

describe('nothing is replaced that', () => {
  test('controllers are at work on: it has to be paused first', async () => {
    const namespace = 's-unpaused';
    const { there } = await halfMoved(pair, namespace);
    await pair.target.api.call('PATCH', there.pathOf('Cluster/a'), { spec: { paused: false } });
    expect(await refusal(namespace, 'update')).toEqual([
      'conflict-refused Cluster/a: the one in the target must not be replaced: it is not paused there, so controllers are at work on it',
    ]);
  });

  test('stands for another thing: another endpoint, another machine, another authority', async () => {
    const namespace = 's-other';
    await draw(pair.source, namespace, 'Cluster/a > Machine/m\nSecret/a-ca', {
      'Cluster/a': { spec: { controlPlaneEndpoint: { host: '10.0.0.1', port: 6443 } } },
      'Machine/m': { spec: { providerID: 'docker:////here' } },
      'Secret/a-ca': { type: 'cluster.x-k8s.io/secret', data: { 'tls.crt': 'aGVyZQ==' } },
    });
    await draw(pair.target, namespace, 'Cluster/a > Machine/m\nSecret/a-ca', {
      'Cluster/a': { spec: { paused: true, controlPlaneEndpoint: { host: '10.0.0.2', port: 6443 } } },
      'Machine/m': { spec: { providerID: 'docker:////there' } },
      'Secret/a-ca': { type: 'cluster.x-k8s.io/secret', data: { 'tls.crt': 'dGhlcmU=' } },
    });
    const other = 'the one in the target must not be replaced: it stands for something else';
    expect((await refusal(namespace, 'update')).toSorted()).toEqual([
      `conflict-refused Cluster/a: ${other}: /spec/controlPlaneEndpoint/host differs`,
      `conflict-refused Machine/m: ${other}: /spec/providerID differs`,
      `conflict-refused Secret/a-ca: ${other}: /data/tls.crt differs`,
    ]);
  });

  test('another move has in hand, or somebody has deleted', async () => {
    const namespace = 's-hands';
    const { there } = await halfMoved(pair, namespace);
    const mark = { metadata: { annotations: { 'tsmove.dev/move': 'another' } } };
    await pair.target.api.call('PATCH', there.pathOf('KubeadmConfig/m'), mark);
    await pair.target.api.call('DELETE', there.pathOf('Machine/m'));
    const { error } = await begin(pair, { namespace, onConflict: 'update' });
    const refused = refusalsIn(error);
    expect(refused).toHaveLength(2);
    expect(refused).toContainEqual(expect.stringMatching(/KubeadmConfig\/m: .*an unfinished move has it in hand/u));
    expect(refused).toContainEqual(expect.stringMatching(/Machine\/m: .*it is being deleted there/u));
  });
});
