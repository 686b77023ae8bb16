import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildGraph,
  createFileJournalStore,
  describeEvent,
  discover,
  graphToJson,
  type KubeObject,
  type MoveEvent,
  planMove,
  planToJson,
  renderDot,
  renderMermaid,
  startMove,
} from '@tsmove/move-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryServer, type MemoryServer } from '../../packages/move-core/src/server/memory/memory-server.ts';
import type { ApiServer } from '../../packages/move-core/src/server/types.ts';
import { ApiError, TransportError } from '../../packages/move-core/src/errors.ts';
import { stringifyJson } from '../../packages/move-core/src/model/json-codec.ts';
import { readManifest } from '../../packages/move-core/src/archive/manifest.ts';
import { readTar } from '../../packages/move-core/src/archive/tar/read-tar.ts';
import { archiveLimits } from '../../packages/move-core/src/archive/limits.ts';
import { contentOf } from '../../packages/move-core/src/archive/content-of.ts';
import { writeArchive } from '../../packages/move-core/src/archive/write-archive.ts';
import { buildFleet, fleetKinds, type Fleet } from '../../packages/move-core/src/testing/failing-moves/fleet.ts';
import { fleetProvider } from '../../packages/move-core/src/testing/failing-moves/fleet-provider.ts';

const providers = [fleetProvider];
const marker = 'S3CR3T-of-a-cluster';
const fleet: Fleet = {
  clusters: [{ machines: 1, kubeconfig: true, paused: 'absent', status: true, finalizer: true, annotated: true }],
  ...{ classes: [], sharedSecret: true, systemNamespace: false, targetNamespaces: false },
};

/** The fleet, with a secret wherever an object has room for one: data, spec, status, an annotation that kubectl writes. */
async function fleetWithSecrets(): Promise<MemoryServer> {
  const drawn = createMemoryServer({ label: 'source', kinds: fleetKinds, namespaceLifecycle: true });
  await buildFleet(fleet, drawn, createMemoryServer({ label: 'unused', kinds: fleetKinds }));
  const objects = drawn.contents().map((object): KubeObject => {
    if (object.kind === 'Namespace' || object.kind === 'CustomResourceDefinition') return object;
    return {
      ...object,
      metadata: {
        ...object.metadata,
        annotations: { ...object.metadata.annotations, applied: `{"data":"${marker}"}` },
      },
      ...(object.kind === 'Secret'
        ? { data: { value: marker } }
        : { spec: { ...(object.spec as object), token: marker } }),
    };
  });
  return createMemoryServer({ label: 'source', kinds: fleetKinds, namespaceLifecycle: true, objects });
}

/** A target that answers the creation of a Machine like this, and everything else as it should. */
function failing(server: ApiServer, failure: () => Error): ApiServer {
  return {
    ...server,
    create: (type, object, options) =>
      type.kind === 'Machine' ? Promise.reject(failure()) : server.create(type, object, options),
  };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsmove-secrets-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function filesIn(directory: string): string {
  return readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('\n');
}

describe('what is in a Secret, or in any object, is in nothing that a move tells or writes', () => {
  test.each<[string, (target: ApiServer) => ApiServer, boolean]>([
    ['that succeeds', (target) => target, true],
    [
      'that the target refuses, in words of its own',
      (target) =>
        failing(target, () => new ApiError('target refused', { status: 422, reason: 'Invalid', words: 'no' })),
      false,
    ],
    [
      'whose connection breaks',
      (target) => failing(target, () => new TransportError('target gave no answer', { outcomeUnknown: false })),
      false,
    ],
    ['whose target changes what is written', changing, false],
  ])('of a move %s', async (_what, around, succeeds) => {
    const source = await fleetWithSecrets();
    const target = createMemoryServer({ label: 'target', kinds: fleetKinds, namespaceLifecycle: true });
    const snapshot = await discover(source, { namespace: 'fleet', providers });
    expect(
      JSON.stringify(snapshot.objects, (_key, value: unknown) => (typeof value === 'bigint' ? '' : value)),
    ).toContain(marker);
    const plan = planMove(snapshot, { providers });
    const graph = buildGraph(snapshot, providers);
    const run = startMove(plan, {
      ...{ source, target: around(target), providers, snapshot },
      journal: createFileJournalStore({ directory: folder }),
      ...{ awaitPause: false, blockMoveTimeoutMs: 0 },
    });
    const events: MoveEvent[] = [];
    for await (const event of run) events.push(event);
    const ended: unknown = await run.result.catch((error: unknown) => error);
    expect(ended instanceof Error).toBe(!succeeds);
    const told = [
      planToJson(plan),
      JSON.stringify(graphToJson(graph)),
      renderDot(graph),
      renderMermaid(graph),
      ...events.map((event) => JSON.stringify(event) + describeEvent(event)),
      ...wholeError(ended),
      filesIn(folder),
    ].join('\n');
    expect(told).toContain('Machine');
    expect(told).not.toContain(marker);
  });

  test('and of an archive it is not in the manifest', async () => {
    const source = await fleetWithSecrets();
    const snapshot = await discover(source, { namespace: 'fleet', providers });
    const plan = planMove(snapshot, { providers });
    const { bytes } = writeArchive(contentOf({ snapshot, plan, createdAt: 'now', createdBy: 'test' }), 'a.tar');
    const [manifest, ...entries] = readTar(bytes, { file: 'a.tar' }, archiveLimits);
    const text = Buffer.from(manifest?.bytes ?? []).toString();
    expect(readManifest(JSON.parse(text) as never, { file: 'a.tar' }).entries).toHaveLength(entries.length);
    expect(text).not.toContain(marker);
    expect(Buffer.from(bytes).toString()).toContain(marker);
  });
});

/** A target whose admission takes the secret out of a Machine: equality fails, and says where without saying what. */
function changing(server: ApiServer): ApiServer {
  return {
    ...server,
    create: (type, object, options) =>
      server.create(type, type.kind === 'Machine' ? { ...object, spec: { token: `${marker}2` } } : object, options),
  };
}

function wholeError(error: unknown): readonly string[] {
  const told: string[] = [];
  for (let one = error; one instanceof Error && told.length < 20; one = one.cause) {
    told.push(one.message, stringifyJson(JSON.parse(JSON.stringify(one)) as never));
  }
  return told.length === 0 ? [JSON.stringify(error)] : told;
}
