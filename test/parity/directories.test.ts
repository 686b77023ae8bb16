import { mkdir, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, requireDone, type Folder } from '../e2e/archive/folder.ts';
import { census, essence } from '../support/census.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { draw } from '../support/drawing/draw.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { runClusterctl } from './tools/clusterctl.ts';
import type { Ended } from './tools/tool.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

async function drawFleet(namespace: string): Promise<void> {
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
}

async function fleetIn(
  side: 'source' | 'target',
  namespace: string,
  options: { readonly managers: boolean },
): Promise<ReadonlyMap<string, string>> {
  const found = await census(pair[side], namespace);
  return new Map([...found].map(([name, object]) => [name, essence(object, options)]));
}

/** The directory as clusterctl writes it. */
async function writtenByClusterctl(folder: Folder, namespace: string): Promise<string> {
  const directory = folder.path('directory');
  await mkdir(directory);
  requireDone(
    await runClusterctl(pair.source, [
      ...['--kubeconfig', pair.source.kubeconfig, '--namespace', namespace, '--to-directory', directory],
    ]),
  );
  return directory;
}

async function writtenByTsmove(folder: Folder, namespace: string): Promise<string> {
  const directory = folder.path('directory');
  await mkdir(directory);
  requireDone(
    await folder.tsmove(
      ...['move', '--kubeconfig', pair.source.kubeconfig, '-n', namespace, '--skip-pause-ack'],
      ...['--to-directory', directory],
    ),
  );
  return directory;
}

const restoredByTsmove = (folder: Folder, directory: string, ...flags: readonly string[]): Promise<Ended> =>
  folder.tsmove('move', '--from-directory', directory, '--to-kubeconfig', pair.target.kubeconfig, ...flags);

const restoredByClusterctl = (directory: string): Promise<Ended> =>
  runClusterctl(pair.target, ['--to-kubeconfig', pair.target.kubeconfig, '--from-directory', directory]);

describe('a directory of clusterctl', () => {
  test('is restored by tsmove, with status and managers, running', async () => {
    await using folder = await makeFolder();
    await drawFleet('theirs');
    const before = await fleetIn('source', 'theirs', { managers: true });
    const directory = await writtenByClusterctl(folder, 'theirs');
    requireDone(await restoredByTsmove(folder, directory));
    expect(await fleetIn('target', 'theirs', { managers: true })).toEqual(before);
  });

  test('has the names and the bytes that tsmove gives it, but for what pausing has left', async () => {
    await using theirs = await makeFolder();
    await using ours = await makeFolder();
    await drawFleet('bytes');
    const [one, other] = [await writtenByClusterctl(theirs, 'bytes'), await writtenByTsmove(ours, 'bytes')];
    const names = (await readdir(one)).sort();
    expect((await readdir(other)).filter((name) => name !== 'tsmove-directory.yaml').sort()).toEqual(names);
    for (const name of names) {
      const [text, own] = await Promise.all([readFile(`${one}/${name}`, 'utf8'), readFile(`${other}/${name}`, 'utf8')]);
      expect((await stat(`${other}/${name}`)).mode & 0o777, name).toBe(0o600);
      // Pausing and resuming raise these, and who has paused is among the managers.
      if (/^(?:Cluster|ClusterClass)_/.test(name)) expect(withoutTraces(own), name).toEqual(withoutTraces(text));
      else expect(own, name).toBe(text);
    }
  });

  test("in which a file is not the move's is restored without it, and it is named", async () => {
    await using folder = await makeFolder();
    await drawFleet('strange');
    const directory = await writtenByClusterctl(folder, 'strange');
    const note = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'note', namespace: 'strange', uid: 'u-note' },
    };
    await writeFile(`${directory}/note.yaml`, JSON.stringify(note));
    await writeFile(
      `${directory}/deployment.yaml`,
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: strange, uid: u-d}\n',
    );
    const ended = await restoredByTsmove(folder, directory);
    requireDone(ended);
    expect(ended.said).toContain('ConfigMap strange/note is not restored');
    expect(ended.said).toContain('deployment.yaml is not restored');
    expect([...(await census(pair.target, 'strange')).keys()]).not.toContain('ConfigMap/note');
  });

  test('is what tsmove plan plans from', async () => {
    await using folder = await makeFolder();
    await drawFleet('planned');
    const directory = await writtenByClusterctl(folder, 'planned');
    const ended = await folder.tsmove('plan', '--from-directory', directory, '--to-kubeconfig', pair.target.kubeconfig);
    requireDone(ended);
    expect(ended.said).toContain(`directory:${directory}`);
    expect(ended.said).toContain('machine.cluster.x-k8s.io');
    expect((await census(pair.target, 'planned')).size).toBe(0);
  });

  test('is only looked at by --dry-run', async () => {
    await using folder = await makeFolder();
    await drawFleet('looked-at');
    const directory = await writtenByClusterctl(folder, 'looked-at');
    const ended = await restoredByTsmove(folder, directory, '--dry-run');
    requireDone(ended);
    expect(ended.said).toContain('created (dry run)');
    expect(ended.said).not.toContain('deleted (dry run)');
    expect((await census(pair.target, 'looked-at')).size).toBe(0);
  });
});

describe('a directory of tsmove', () => {
  test('is restored by clusterctl as it restores its own', async () => {
    await using folder = await makeFolder();
    await drawFleet('ours');
    const before = await fleetIn('source', 'ours', { managers: false });
    const directory = await writtenByTsmove(folder, 'ours');
    expect(await fleetIn('source', 'ours', { managers: false })).toEqual(before);
    requireDone(await restoredByClusterctl(directory));
    const after = await census(pair.target, 'ours');
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, object] of after) {
      // clusterctl leaves status behind, whoever has written the directory.
      const wanted = JSON.parse(before.get(name) ?? '') as { readonly status?: unknown };
      const { status: _status, ...kept } = JSON.parse(essence(object)) as { readonly status?: unknown };
      const { status: _wanted, ...rest } = wanted;
      expect(kept, name).toEqual(rest);
    }
  });

  test('is restored by tsmove, and a file of an earlier time is not', async () => {
    await using folder = await makeFolder();
    await drawFleet('again');
    const before = await fleetIn('source', 'again', { managers: true });
    const directory = await writtenByTsmove(folder, 'again');
    const secret = await readFile(`${directory}/Secret_again_m.yaml`, 'utf8');
    const stale = secret.replace('"name":"m"', '"name":"stale"').replace(/"uid":"[^"]*"(?!.*"uid")/, '"uid":"u-stale"');
    await writeFile(`${directory}/Secret_again_stale.yaml`, stale);
    const ended = await restoredByTsmove(folder, directory);
    requireDone(ended);
    expect(ended.said).toContain('Secret_again_stale.yaml is not restored: tsmove-directory.yaml does not list it');
    expect(await fleetIn('target', 'again', { managers: true })).toEqual(before);
  });

  test('in which a file is missing or was changed is refused, and nothing is created', async () => {
    await using folder = await makeFolder();
    await drawFleet('broken');
    const directory = await writtenByTsmove(folder, 'broken');
    const file = `${directory}/Machine_broken_m.yaml`;
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"kind":"Machine"', '"kind": "Machine"'));
    const changed = await restoredByTsmove(folder, directory);
    expect(changed).toMatchObject({ code: 2 });
    expect(changed.said).toContain('Machine_broken_m.yaml: it is not what tsmove-directory.yaml lists');
    await unlink(file);
    const missing = await restoredByTsmove(folder, directory);
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.said).toContain('Machine_broken_m.yaml: tsmove-directory.yaml lists it, and it is not there');
    expect((await census(pair.target, 'broken')).size).toBe(0);
  });
});

/** The object without what a pause leaves behind in the cluster. */
function withoutTraces(text: string): unknown {
  const { metadata, ...object } = JSON.parse(text) as { readonly metadata: Readonly<Record<string, unknown>> };
  const { resourceVersion: _version, generation: _generation, managedFields: _managers, ...kept } = metadata;
  return { ...object, metadata: kept };
}
