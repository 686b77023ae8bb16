import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tsmove, type Ended } from '../../crash/kill/program.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { drawFleet, fleetIn } from './fleet.ts';
import { makeFolder, type Folder } from './folder.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

const source = (): readonly string[] => ['--kubeconfig', pair.source.kubeconfig];
const target = (): readonly string[] => ['--to-kubeconfig', pair.target.kubeconfig];
const journal = (folder: Folder): readonly string[] => ['--journal-dir', folder.path('journal')];

function exporting(folder: Folder, namespace: string, killAfterMs?: number): Promise<Ended> {
  const flags = ['-n', namespace, '--plain', '--skip-pause-ack', ...source(), ...journal(folder)];
  return tsmove(['export', folder.path('fleet.tar'), ...flags], killAfterMs);
}

function importing(folder: Folder, killAfterMs?: number): Promise<Ended> {
  return tsmove(['import', folder.path('fleet.tar'), ...target(), ...journal(folder)], killAfterMs);
}

/** The command that goes on with what was killed; what had not begun, or was over, has no open journal. */
async function goOn(folder: Folder, command: 'resume' | 'rollback', side: readonly string[]): Promise<void> {
  const journals = await readdir(folder.path('journal')).catch(() => []);
  if (!journals.some((name) => name.endsWith('.journal'))) return;
  const { code, stderr } = await tsmove([command, '--archive', folder.path('fleet.tar'), ...side, ...journal(folder)]);
  // 2: it had released everything, and cannot be taken back; 3: nothing is open.
  expect([0, 2, 3], stderr).toContain(code);
}

// When exactly it dies is a matter of luck.
describe('after SIGKILL', () => {
  test.each([0.5, 0.7, 0.9])('at %f of an export, rollback makes the source what it was', async (part) => {
    await using folder = await makeFolder();
    const namespace = `export-${(part * 10).toString()}`;
    await drawFleet(pair.source, namespace);
    const before = await fleetIn(pair.source, namespace);
    await using measured = await makeFolder();
    const { code, elapsedMs, stderr } = await exporting(measured, namespace);
    expect(code, stderr).toBe(0);
    await exporting(folder, namespace, part * elapsedMs);
    await goOn(folder, 'rollback', source());
    expect(await fleetIn(pair.source, namespace)).toEqual(before);
  });

  test.each([
    [0.5, 'resume'],
    [0.6, 'rollback'],
    [0.7, 'resume'],
    [0.8, 'rollback'],
  ] as const)('at %f of an import, %s leaves everything in the target or nothing', async (part, command) => {
    await using folder = await makeFolder();
    const namespace = `import-${(part * 10).toString()}`;
    await drawFleet(pair.source, namespace);
    const before = await fleetIn(pair.source, namespace);
    const { code, elapsedMs, stderr } = await exporting(folder, namespace);
    expect(code, stderr).toBe(0);
    await importing(folder, part * elapsedMs);
    await goOn(folder, command, target());
    const after = await fleetIn(pair.target, namespace);
    if (command === 'resume' || Object.keys(after).length > 0) {
      // It may have died before it had begun.
      if (Object.keys(after).length === 0) expect((await importing(folder)).code).toBe(0);
      expect(await fleetIn(pair.target, namespace)).toEqual(before);
    }
  });
});
