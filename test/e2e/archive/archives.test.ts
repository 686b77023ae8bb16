import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import {
  archiveServer,
  connect,
  createFileJournalStore,
  discover,
  planMove,
  readArchiveFile,
  startExport,
  startMove,
  type ApiServer,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAgeKey } from '../../../packages/move-core/src/testing/age-key.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { dyingBefore, isReleaseIn, isSeal, nth, type Sent } from '../trouble/faults.ts';
import { drawFleet, fleetIn } from './fleet.ts';
import { makeFolder, requireDone, type Folder } from './folder.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

const from = (namespace: string): readonly string[] => [
  ...['--kubeconfig', pair.source.kubeconfig, '-n', namespace, '--skip-pause-ack'],
];
const to = (): readonly string[] => ['--to-kubeconfig', pair.target.kubeconfig];

async function exported(folder: Folder, namespace: string, ...flags: readonly string[]): Promise<string> {
  const file = folder.path('fleet.tar');
  requireDone(await folder.tsmove('export', file, ...from(namespace), ...(flags.length > 0 ? flags : ['--plain'])));
  return file;
}

const targetIsEmpty = async (namespace: string): Promise<void> => {
  expect(Object.keys(await fleetIn(pair.target, namespace))).toEqual([]);
};

test('what is exported and imported arrives as it was, and the source is as before', async () => {
  await using folder = await makeFolder();
  await drawFleet(pair.source, 'whole');
  const before = await fleetIn(pair.source, 'whole');
  const file = await exported(folder, 'whole');
  expect(await fleetIn(pair.source, 'whole')).toEqual(before);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readdir(folder.path('journal'))).filter((name) => name.endsWith('.journal'))).toEqual([]);
  const imported = await folder.tsmove('import', file, ...to());
  requireDone(imported);
  expect(imported.said).toContain(`Imported 10 objects of 1 Cluster in namespace whole from archive:${file}`);
  expect(imported.said).not.toContain('source');
  expect(await fleetIn(pair.target, 'whole')).toEqual(before);
  expect(await fleetIn(pair.source, 'whole')).toEqual(before);
  const again = await folder.tsmove('rollback', '--archive', file, ...to(), ...(await onlyMove(folder)));
  expect(again.code).toBe(2);
  expect(again.said).toContain('has released its objects in the target');
  expect(await fleetIn(pair.target, 'whole')).toEqual(before);
});

describe('Secrets', () => {
  test('are not written as they are unless somebody says so, and the source was never paused for nothing', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'secrets');
    const before = await fleetIn(pair.source, 'secrets');
    const refused = await folder.tsmove('export', folder.path('fleet.tar'), ...from('secrets'));
    expect(refused.code).toBe(2);
    expect(refused.said).toContain('in plain text');
    expect(refused.said).toContain('--encrypt-to');
    expect(await readdir(folder.path('.'))).not.toContain('fleet.tar');
    expect(await fleetIn(pair.source, 'secrets')).toEqual(before);
  });

  test('are encrypted for each of several recipients, and whoever else reads the file learns nothing', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'encrypted');
    const before = await fleetIn(pair.source, 'encrypted');
    const pairs = await Promise.all([makeAgeKey(), makeAgeKey(), makeAgeKey()]);
    const keys = await Promise.all(
      pairs.map(async ({ identity, recipient }, number) => {
        const file = folder.path(`key-${number.toString()}.txt`);
        await writeFile(file, `# created: now\n# public key: ${recipient}\n${identity}\n`);
        return file;
      }),
    );
    const recipients = pairs.slice(0, 2).flatMap(({ recipient }) => ['--encrypt-to', recipient]);
    const file = await exported(folder, 'encrypted', ...recipients);
    const bytes = await readFile(file, 'latin1');
    expect(bytes.startsWith('age-encryption.org/v1')).toBe(true);
    expect(bytes).not.toContain('KubeadmControlPlane');

    const without = await folder.tsmove('import', file, ...to());
    expect(without).toMatchObject({ code: 2 });
    expect(without.said).toContain('the archive is encrypted');
    const wrong = await folder.tsmove('import', file, ...to(), '--identity', keys[2] ?? '');
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.said).toContain('no identity fits');
    await targetIsEmpty('encrypted');

    const inspected = await folder.tsmove('archive', 'inspect', file, '--identity', keys[0] ?? '');
    requireDone(inspected);
    expect(inspected.said).toContain('KubeadmControlPlane.controlplane.cluster.x-k8s.io');
    requireDone(await folder.tsmove('archive', 'verify', file, '--identity', keys[0] ?? ''));
    requireDone(await folder.tsmove('import', file, ...to(), '--identity', keys[1] ?? ''));
    expect(await fleetIn(pair.target, 'encrypted')).toEqual(before);
  });
});

describe('an import', () => {
  test('that preflight refuses changes nothing', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'collides');
    const file = await exported(folder, 'collides');
    await ensureNamespace(pair.target, 'collides');
    await pair.target.api.call('POST', '/api/v1/namespaces/collides/secrets', { metadata: { name: 'a-ca' } });
    const before = await fleetIn(pair.target, 'collides');
    const refused = await folder.tsmove('import', file, ...to());
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.said).toContain('already-exists');
    expect(await fleetIn(pair.target, 'collides')).toEqual(before);
  });

  test('is only looked at by --dry-run, and says nothing of deletions', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'dry');
    const ended = await folder.tsmove('import', await exported(folder, 'dry'), ...to(), '--dry-run');
    requireDone(ended);
    expect(ended.said).toContain('machine.cluster.x-k8s.io/m created (dry run)');
    expect(ended.said).not.toContain('deleted');
    await targetIsEmpty('dry');
  });

  test('of which one object is refused is undone', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'refused');
    await ensureNamespace(pair.target, 'refused');
    const empty = Object.keys(await fleetIn(pair.target, 'refused'));
    const file = await exported(folder, 'refused');
    const { moveId, error } = await importing(
      folder,
      file,
      'refused',
      (server) => ({
        ...server,
        create: (type, object, options) =>
          type.kind === 'DockerMachine'
            ? Promise.reject(new Error('the webhook has its reasons'))
            : server.create(type, object, options),
      }),
      'rollback',
    );
    expect(moveId).not.toBe('');
    expect(error).toMatchObject({ name: 'RolledBackError' });
    expect(Object.keys(await fleetIn(pair.target, 'refused'))).toEqual(empty);
    // Nothing is left: the next one goes through.
    requireDone(await folder.tsmove('import', file, ...to()));
  });

  const points: Readonly<Record<string, (sent: Sent) => boolean>> = {
    'while it creates': nth(5, ({ side, verb }) => side === 'target' && verb === 'create'),
    'while it seals': nth(3, isSeal),
  };

  test.each(Object.keys(points))('that dies %s is gone on with by tsmove resume', async (when) => {
    await using folder = await makeFolder();
    const namespace = `resumed-${Object.keys(points).indexOf(when).toString()}`;
    await drawFleet(pair.source, namespace);
    const before = await fleetIn(pair.source, namespace);
    const file = await exported(folder, namespace);
    await importing(folder, file, namespace, dyingBefore(points[when] ?? (() => false)));
    requireDone(await folder.tsmove('resume', '--archive', file, ...to(), '--skip-lease-wait'));
    expect(await fleetIn(pair.target, namespace)).toEqual(before);
  });

  test.each(Object.keys(points))('that dies %s is undone by tsmove rollback', async (when) => {
    await using folder = await makeFolder();
    const namespace = `undone-${Object.keys(points).indexOf(when).toString()}`;
    await drawFleet(pair.source, namespace);
    const file = await exported(folder, namespace);
    const twice = { 'while it creates': nth(5, isCreation), 'while it seals': nth(3, isSeal) }[when];
    await importing(folder, file, namespace, dyingBefore(twice ?? (() => false)));
    requireDone(await folder.tsmove('rollback', '--archive', file, ...to(), '--skip-lease-wait'));
    await targetIsEmpty(namespace);
  });

  test('is gone on with from the same archive only', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'same');
    const file = await exported(folder, 'same');
    await importing(folder, file, 'same', dyingBefore(nth(2, isCreation)));
    const other = folder.path('other.tar');
    requireDone(await folder.tsmove('export', other, ...from('same'), '--plain'));
    const ended = await folder.tsmove('resume', '--archive', other, ...to(), '--skip-lease-wait');
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.said).toContain('is not the cluster that the move was begun with');
    requireDone(await folder.tsmove('rollback', '--archive', file, ...to(), '--skip-lease-wait'));
  });
});

const isCreation = ({ side, verb }: Sent): boolean => side === 'target' && verb === 'create';

test('an export whose process dies is undone by tsmove rollback, and cannot be gone on with', async () => {
  await using folder = await makeFolder();
  await drawFleet(pair.source, 'killed');
  const before = await fleetIn(pair.source, 'killed');
  const file = folder.path('fleet.tar');
  const { moveId, error } = await exporting(folder, 'killed', dyingBefore(isReleaseIn('source')));
  expect(error).toMatchObject({ name: 'PartialMoveError' });
  const paused = await fleetIn(pair.source, 'killed');
  expect(paused).not.toEqual(before);

  const status = await folder.tsmove('status', '--kubeconfig', pair.source.kubeconfig);
  expect(status.said).toContain(`tsmove rollback ${moveId}`);
  expect(status.said).toContain(`--archive ${file}`);
  expect(status.said).not.toContain('tsmove resume');
  const goOn = ['--archive', file, '--kubeconfig', pair.source.kubeconfig, '--skip-lease-wait'];
  const resumed = await folder.tsmove('resume', ...goOn);
  expect(resumed).toMatchObject({ code: 2 });
  expect(resumed.said).toContain('cannot be gone on with');
  expect(await fleetIn(pair.source, 'killed')).toEqual(paused);
  requireDone(await folder.tsmove('rollback', ...goOn));
  expect(await fleetIn(pair.source, 'killed')).toEqual(before);
});

describe('whose journal is lost', () => {
  test('an import is ended from the archive and the target', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'lost-import');
    const before = await fleetIn(pair.source, 'lost-import');
    const file = await exported(folder, 'lost-import');
    await importing(folder, file, 'lost-import', dyingBefore(nth(3, isSeal)));
    requireDone(await folder.tsmove('recover', '--archive', file, ...to(), '--skip-lease-wait'));
    expect(await fleetIn(pair.target, 'lost-import')).toEqual(before);
  });

  test('an export is ended from the source', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'lost-export');
    const before = await fleetIn(pair.source, 'lost-export');
    await exporting(folder, 'lost-export', dyingBefore(isReleaseIn('source')));
    expect(await fleetIn(pair.source, 'lost-export')).not.toEqual(before);
    const source = ['--kubeconfig', pair.source.kubeconfig, '--skip-lease-wait'];
    requireDone(await folder.tsmove('recover', '--archive', folder.path('fleet.tar'), ...source));
    expect(await fleetIn(pair.source, 'lost-export')).toEqual(before);
  });
});

describe('an object that blocks', () => {
  const blocked = { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': '' } };

  test.each(['export', 'to-directory'])(
    'is waited for by %s, which gives the source back when it takes too long',
    async (way) => {
      await using folder = await makeFolder();
      const namespace = `blocked-${way}`;
      await draw(pair.source, namespace, 'Cluster/a > Secret/a-ca', { 'Cluster/a': blocked });
      const before = await fleetIn(pair.source, namespace);
      const flags = [...from(namespace), '--block-move-timeout', '1s'];
      const ended =
        way === 'export'
          ? await folder.tsmove('export', folder.path('fleet.tar'), '--plain', ...flags)
          : await folder.tsmove('move', '--to-directory', folder.path('.'), ...flags);
      expect(ended, ended.said).toMatchObject({ code: 3 });
      expect(ended.said).toContain('block-move');
      expect(await readdir(folder.path('.'))).toEqual(['journal']);
      expect(await fleetIn(pair.source, namespace)).toEqual(before);
    },
  );

  test('is in an archive that was not waited for, and refuses its import at once', async () => {
    await using folder = await makeFolder();
    await draw(pair.source, 'blocked-import', 'Cluster/a > Secret/a-ca', { 'Cluster/a': blocked });
    const file = await exported(folder, 'blocked-import', '--plain', '--no-pause');
    const ended = await folder.tsmove('import', file, ...to());
    expect(ended, ended.said).toMatchObject({ code: 3 });
    expect(ended.said).toContain('block-move');
    await targetIsEmpty('blocked-import');
  });
});

test('one Cluster of several is exported with what it shares, and imported without the others', async () => {
  await using folder = await makeFolder();
  await draw(
    pair.source,
    'shared',
    `ClusterClass/c > DockerClusterTemplate/c
     Cluster/a, Cluster/b ~ ClusterClass/c
     Cluster/a > Secret/a-ca
     Cluster/b > Secret/b-ca`,
  );
  const file = await exported(folder, 'shared', '--plain', '--cluster', 'a');
  requireDone(await folder.tsmove('import', file, ...to()));
  const arrived = Object.keys(await fleetIn(pair.target, 'shared'));
  expect(arrived).toContain('Cluster.cluster.x-k8s.io/a');
  expect(arrived).toContain('ClusterClass.cluster.x-k8s.io/c');
  expect(arrived).not.toContain('Cluster.cluster.x-k8s.io/b');
  expect(arrived).not.toContain('Secret/b-ca');
  // The class is there already, and equal: the other Cluster follows.
  const other = folder.path('other.tar');
  requireDone(await folder.tsmove('export', other, ...from('shared'), '--plain', '--cluster', 'b'));
  requireDone(await folder.tsmove('import', other, ...to()));
  expect(await fleetIn(pair.target, 'shared')).toEqual(await fleetIn(pair.source, 'shared'));
});

describe('a backup', () => {
  test('is written before the first write, and can be imported', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'backed-up');
    const before = await fleetIn(pair.source, 'backed-up');
    const file = folder.path('backup.tar');
    requireDone(await folder.tsmove('move', ...from('backed-up'), ...to(), '--backup', file, '--plain'));
    expect(Object.keys(await fleetIn(pair.source, 'backed-up'))).toEqual([]);
    // The cluster that it came from is the target of the import.
    requireDone(await folder.tsmove('import', file, '--to-kubeconfig', pair.source.kubeconfig));
    expect(await fleetIn(pair.source, 'backed-up')).toEqual(before);
  });

  test('that cannot be written means that nothing moves', async () => {
    await using folder = await makeFolder();
    await drawFleet(pair.source, 'unsaved');
    const before = await fleetIn(pair.source, 'unsaved');
    const ended = await folder.tsmove(
      'move',
      ...from('unsaved'),
      ...to(),
      '--backup',
      folder.path('no/such/x'),
      '--plain',
    );
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.said).toContain('cannot be written: ENOENT');
    expect(await fleetIn(pair.source, 'unsaved')).toEqual(before);
    await targetIsEmpty('unsaved');
  });
});

/**
 * Imports through the library, with a fault in the connection to the target; a failure is part of the outcome. A process
 * that is dead undoes nothing, so a failure stops by default.
 */
async function importing(
  folder: Folder,
  file: string,
  namespace: string,
  wrap: (server: ApiServer) => ApiServer,
  onFailure: 'rollback' | 'stop' = 'stop',
): Promise<{ readonly moveId: string; readonly error: unknown }> {
  await using connection = await connect({
    ...{ kubeconfig: pair.target.kubeconfig, label: 'target', retryBudgetMs: 2_000 },
  });
  const target = wrap(connection);
  const { content, digest } = await readArchiveFile({ file });
  const source = archiveServer(content, { url: `archive:${file}`, digest });
  const snapshot = await discover(source, { namespace, providers });
  const run = startMove(planMove(snapshot, { providers }), {
    ...{ source, target, providers, snapshot, awaitPause: false, onFailure },
    journal: createFileJournalStore({ directory: folder.path('journal') }),
  });
  const error: unknown = await run.result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { moveId: run.moveId, error };
}

/** Exports through the library, with a fault in the connection to the source. */
async function exporting(
  folder: Folder,
  namespace: string,
  wrap: (server: ApiServer) => ApiServer,
): Promise<{ readonly moveId: string; readonly error: unknown }> {
  await using connection = await connect({ kubeconfig: pair.source.kubeconfig, label: 'source' });
  const source = wrap(connection);
  const snapshot = await discover(source, { namespace, providers });
  const run = startExport(planMove(snapshot, { providers }), {
    ...{ source, providers, snapshot },
    awaitPause: false,
    to: `archive:${folder.path('fleet.tar')}`,
    journal: createFileJournalStore({ directory: folder.path('journal') }),
    write: () => Promise.resolve(),
  });
  const error: unknown = await run.result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { moveId: run.moveId, error };
}

async function onlyMove(folder: Folder): Promise<readonly string[]> {
  const [journal = ''] = (await readdir(folder.path('journal'))).filter((name) => name.endsWith('.journal'));
  return [journal.replace('.journal', '')];
}
