import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createFileJournalStore, writeArchiveFile, writeDirectory } from '@tsmove/move-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writePrivate } from '../../packages/cli/src/session/write-private.ts';
import { archivedContent, archivedObjects } from '../../packages/move-core/src/testing/archive-content.ts';
import { movedRecords } from '../../packages/move-core/src/testing/journal-records.ts';
import { encodeRecords } from '../../packages/move-core/src/journal/codec.ts';

let folder: string;
let umask: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsmove-files-'));
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);

/** Everything that is written to disk, by what writes it. */
const writers: readonly (readonly [what: string, name: string, write: (path: string) => Promise<unknown>])[] = [
  ['an archive', 'a.tar', (file) => writeArchiveFile(archivedContent(), { file, plain: true })],
  ['a directory', 'tsmove-directory.yaml', () => writeDirectory(folder, archivedObjects())],
  ['a reviewed plan', 'plan.json', (file) => writePrivate(file, 'the plan')],
  [
    'a journal',
    'move-1.journal',
    async () => {
      const journal = await createFileJournalStore({ directory: folder }).create('move-1');
      await journal.append(movedRecords(1), { gate: () => Promise.resolve() });
      await journal.close();
    },
  ],
];

describe('with an umask that hides nothing', () => {
  test.each(writers)('%s can be read by its owner alone, from its first byte on', async (_what, name, write) => {
    const seen = new Set<string>();
    const looked = new AbortController();
    const looking = (async () => {
      while (!looked.signal.aborted) {
        for (const entry of readdirSync(folder)) {
          try {
            seen.add(modeOf(at(entry)));
          } catch {
            // It was a draft, which has its name by now.
          }
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await write(at(name));
    looked.abort();
    await looking;
    for (const entry of readdirSync(folder)) seen.add(modeOf(at(entry)));
    expect(existsSync(at(name))).toBe(true);
    expect([...seen]).toEqual(['600']);
  });

  test('a directory for journals that is made can be looked into by its owner alone', async () => {
    const directory = join(folder, 'state', 'journal');
    await (await createFileJournalStore({ directory }).create('move-1')).close();
    expect([modeOf(join(folder, 'state')), modeOf(directory)]).toEqual(['700', '700']);
  });
});

test('a plan that replaces one which others could read cannot be read by them', async () => {
  writeFileSync(at('plan.json'), 'old');
  chmodSync(at('plan.json'), 0o644);
  await writePrivate(at('plan.json'), 'new');
  expect([modeOf(at('plan.json')), readFileSync(at('plan.json'), 'utf8')]).toEqual(['600', 'new']);
});

describe('a link that somebody has put where a file is to be written', () => {
  beforeEach(() => {
    writeFileSync(at('victim'), 'precious');
  });

  test.each([
    ['an archive', () => writeArchiveFile(archivedContent(), { file: at('link'), plain: true }), 'exists already'],
    ['a plan', () => writePrivate(at('link'), 'the plan'), undefined],
  ])('does not lead %s to its target', async (_what, write, refusal) => {
    symlinkSync(at('victim'), at('link'));
    if (refusal === undefined) await write();
    else await expect(write()).rejects.toThrow(refusal);
    expect(readFileSync(at('victim'), 'utf8')).toBe('precious');
  });

  test('is replaced by the file of a directory', async () => {
    const name = 'Secret_fleet_a-kubeconfig.yaml';
    mkdirSync(at('out'));
    symlinkSync(at('victim'), join(at('out'), name));
    await writeDirectory(at('out'), archivedObjects());
    expect(readFileSync(at('victim'), 'utf8')).toBe('precious');
    expect(lstatSync(join(at('out'), name)).isFile()).toBe(true);
  });

  test('is not taken for a journal, whose remains would be cut off', async () => {
    symlinkSync(at('victim'), at('move-1.journal'));
    const store = createFileJournalStore({ directory: folder });
    await expect(store.open('move-1')).rejects.toMatchObject({ name: 'JournalError', hint: /symbolic link/ as never });
    await expect(store.read('move-1')).rejects.toThrow(/move-1\.journal cannot be read/);
    expect(readFileSync(at('victim'), 'utf8')).toBe('precious');
  });
});

test('a pipe in the place of a journal does not keep anybody waiting', async () => {
  mkdirSync(at('move-1.journal'));
  const store = createFileJournalStore({ directory: folder });
  await expect(store.read('move-1')).rejects.toMatchObject({ name: 'JournalError' });
});

// Only root can give files to others; CI is root in the containers where that matters.
test.skipIf(process.getuid?.() !== 0)('a journal of another user is not gone on with', async () => {
  writeFileSync(at('move-1.journal'), encodeRecords(movedRecords(1), 'x'));
  const store = createFileJournalStore({ directory: folder });
  expect((await store.read('move-1'))?.records).not.toEqual([]);
  chownSync(at('move-1.journal'), 65_534, 65_534);
  expect(statSync(at('move-1.journal')).uid).toBe(65_534);
  await expect(store.read('move-1')).rejects.toThrow('belongs to another user');
  await expect(store.open('move-1')).rejects.toThrow('belongs to another user');
});

test('a name that leads out of a directory stays in it', async () => {
  const [cluster] = archivedObjects();
  const outside = { ...cluster, metadata: { ...cluster.metadata, name: '../../outside' } };
  mkdirSync(join(folder, 'a'));
  mkdirSync(join(folder, 'a', 'b'));
  await writeDirectory(join(folder, 'a', 'b'), [outside, { ...cluster, kind: '../Cluster\u001b[2J' }]);
  expect(readdirSync(folder)).toEqual(['a']);
  expect(readdirSync(join(folder, 'a'))).toEqual(['b']);
  expect(readdirSync(join(folder, 'a', 'b')).sort()).toEqual([
    '..%2fCluster%1b%5b2J_fleet_a.yaml',
    'Cluster_fleet_..%2f..%2foutside.yaml',
    'tsmove-directory.yaml',
  ]);
});
