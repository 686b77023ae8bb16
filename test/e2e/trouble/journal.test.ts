import { createFileJournalStore, createMemoryJournalStore, JournalError } from '@tsmove/move-core';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { tsmove } from '../cli/program.ts';
import { begin, fleet, fleetDetails, goOn, requireReport, startBed } from './bed.ts';
import { dyingBefore, isDeletion, isReleaseIn } from './faults.ts';
import { breakingAt, from, type FragileStore } from './journals.ts';
import { requireAll, requireNone, sidesOf, type Sides } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

interface Story {
  readonly begun: Awaited<ReturnType<typeof begin>>;
  readonly before: Sides;
  readonly journal: FragileStore;
}

/** A move whose journal cannot be written any more from what is given on. */
async function breaking(namespace: string, what: string): Promise<Story> {
  await draw(pair.target, namespace, '');
  await draw(pair.source, namespace, fleet, fleetDetails);
  const before = await sidesOf(pair, namespace);
  const journal = breakingAt(createMemoryJournalStore(), from(what));
  return { begun: await begin(pair, { namespace, journal }), before, journal };
}

describe('a journal that cannot be written any more', () => {
  test.each([
    ['begun', 'none', 'none'],
    // Nothing was held by then, so nothing of it is over: it begins.
    ['phase:hold', 'none', 'all'],
    ['held', 'none', 'all'],
    ['phase:wait', 'none', 'none'],
    ['baseline', 'none', 'none'],
    ['phase:create', 'none', 'none'],
    ['target', 'none', 'none'],
    ['phase:verify', 'none', 'none'],
    ['committing', 'none', 'none'],
    ['committed', 'stopped', 'all'],
    ['phase:seal', 'stopped', 'all'],
    ['retiring', 'stopped', 'all'],
    ['source', 'none', 'none'],
    ['releasing', 'stopped', 'all'],
    ['finished', 'all', 'all'],
  ] as const)('from %s on: %s, and with the journal repaired: %s', async (what, first, then) => {
    const namespace = `j-${what.replace(':', '-')}`;
    const { begun, before, journal } = await breaking(namespace, what);
    expect(journal.refused()).toBeGreaterThan(0);
    if (first === 'all') {
      // All has been done; only whoever reads the journal does not know.
      expect(requireReport(begun).outcome).toBe('moved');
      expect(begun.events).toContainEqual(expect.objectContaining({ type: 'journal-lost' }));
    } else expect(String(begun.error)).toContain('no space left');
    if (first === 'none') await requireNone(pair, namespace, before);
    if (first === 'all') await requireAll(pair, namespace, before);
    if (first === 'stopped')
      expect(begun.error).toMatchObject({ name: 'PartialMoveError', report: { committed: true } });
    journal.repair();
    if (what === 'begun') {
      expect(await journal.list()).toEqual([]);
      return;
    }
    const again = await goOn(pair, 'resume', begun);
    if (then === 'all') {
      requireReport(again);
      await requireAll(pair, namespace, before);
    } else {
      expect(again.error).toMatchObject({ name: 'RolledBackError' });
      await requireNone(pair, namespace, before);
    }
  });

  test('after its first deletion: it stops, and rollback takes it back once the journal is repaired', async () => {
    const namespace = 'j-back';
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const journal = breakingAt(createMemoryJournalStore(), (records) =>
      records.some((one) => one.type === 'source' && one.state === 'retired'),
    );
    const begun = await begin(pair, { namespace, journal });
    expect(begun.error).toMatchObject({ name: 'PartialMoveError', report: { committed: true, released: false } });
    journal.repair();
    requireReport(await goOn(pair, 'rollback', begun));
    await requireNone(pair, namespace, before);
  });
});

test('a folder for journals that cannot be written to stops a move before it has begun', async () => {
  const namespace = 'j-folder';
  await draw(pair.target, namespace, '');
  await draw(pair.source, namespace, fleet, fleetDetails);
  const before = await sidesOf(pair, namespace);
  const folder = await mkdtemp(join(tmpdir(), 'tsmove-journals-'));
  try {
    // Below a file nobody can make anything, not even who may write to a read-only folder because they are root.
    await writeFile(join(folder, 'file'), '');
    const directory = join(folder, 'file', 'journals');
    const { error, report } = await begin(pair, { namespace, journal: createFileJournalStore({ directory }) });
    expect(report).toBeUndefined();
    expect(error).toBeInstanceOf(JournalError);
    expect(String(error)).toContain(directory);
    await requireNone(pair, namespace, before);
    const sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
    const ended = await tsmove(['move', ...sides, '-n', namespace, '--journal-dir', directory]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(directory);
    await requireNone(pair, namespace, before);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  [
    'half way through creating',
    'j-wrong-create',
    dyingBefore(({ kind, verb }) => kind === 'Machine' && verb === 'create'),
  ],
  [
    'half way through its deletions',
    'j-wrong-retire',
    dyingBefore((sent) => isDeletion(sent) && sent.kind === 'Machine'),
  ],
  ['in its release', 'j-wrong-release', dyingBefore(isReleaseIn('target'))],
] as const)('a move that stopped %s is not gone on with between other clusters', async (_when, namespace, wrap) => {
  await draw(pair.target, namespace, '');
  await draw(pair.source, namespace, fleet, fleetDetails);
  const before = await sidesOf(pair, namespace);
  const begun = await begin(pair, { namespace, wrap, onFailure: 'stop' });
  expect(begun.error).toMatchObject({ name: 'PartialMoveError' });
  const stopped = await sidesOf(pair, namespace);
  const { source, target } = pair;
  for (const how of ['resume', 'rollback'] as const) {
    for (const sides of [
      { source: target, target: source },
      { source, target: source },
      { source: target, target },
    ]) {
      const { error } = await goOn(pair, how, begun, { sides });
      expect(error).toMatchObject({ name: 'JournalError', code: 'wrong-clusters' });
    }
  }
  expect(await sidesOf(pair, namespace)).toEqual(stopped);
  requireReport(await goOn(pair, 'resume', begun));
  await requireAll(pair, namespace, before);
});
