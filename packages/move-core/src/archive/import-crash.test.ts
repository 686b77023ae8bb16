import { beforeAll, describe, expect, test } from 'vitest';
import { discover } from '../discover/discover.ts';
import { UsageError } from '../errors.ts';
import { recoverMove } from '../execute/recover-move.ts';
import { resumeMove, readState } from '../execute/resume-move.ts';
import { rollbackMove } from '../execute/rollback-move.ts';
import { startExport, exportTarget, type HeldSource } from '../execute/start-export.ts';
import { startMove } from '../execute/start-move.ts';
import type { MoveRun } from '../execute/types.ts';
import { readLeases } from '../lock/read-leases.ts';
import { createMemoryJournalStore } from '../journal/memory-store.ts';
import type { JournalStore } from '../journal/types.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { formatRef, refOf } from '../model/object-ref.ts';
import { planMove } from '../plan/plan-move.ts';
import { createMemoryServer, type MemoryServer } from '../server/memory/memory-server.ts';
import type { ApiServer } from '../server/types.ts';
import { buildFleet, fleetKinds, type Fleet } from '../testing/failing-moves/fleet.ts';
import { comparable as comparableObject, identitiesOf } from '../testing/failing-moves/comparable.ts';
import { fleetProvider } from '../testing/failing-moves/fleet-provider.ts';
import { mortalServer } from '../testing/mortal-server.ts';
import { archiveServer } from './archive-server.ts';
import { contentOf } from './content-of.ts';
import { rememberedContent } from './remembered.ts';
import type { Archive } from './types.ts';
import { writeArchive } from './write-archive.ts';

const providers = [fleetProvider];

const fleet: Fleet = {
  clusters: [
    { machines: 1, kubeconfig: true, paused: 'absent', class: 0, status: true, finalizer: true, annotated: false },
    { machines: 0, kubeconfig: false, paused: 'false', status: false, finalizer: false, annotated: true },
  ],
  classes: [{ elsewhere: false, template: true, paused: false, inTarget: false, annotated: false }],
  sharedSecret: true,
  systemNamespace: false,
  targetNamespaces: false,
};

const cluster = (label: string): MemoryServer =>
  createMemoryServer({ label, kinds: fleetKinds, namespaceLifecycle: true });

let source: MemoryServer;
let before: readonly KubeObject[];
let archive: Archive;

beforeAll(async () => {
  source = cluster('source');
  await buildFleet(fleet, source, cluster('unused'));
  before = source.contents();
  archive = await exported(source, createMemoryJournalStore());
});

async function exported(from: ApiServer, journal: JournalStore): Promise<Archive> {
  let written: Archive | undefined;
  await exporting(from, journal, ({ plan, objects, snapshot }) => {
    const content = contentOf({ snapshot, plan, held: objects, createdAt: 'now', createdBy: 'test' });
    written = writeArchive(content, 'fleet.tar').archive;
    return Promise.resolve();
  }).then((run) => run.result);
  if (written === undefined) throw new Error('nothing was written');
  return written;
}

type Snapshot = Awaited<ReturnType<typeof discover>>;

async function exporting(
  from: ApiServer,
  journal: JournalStore,
  write: (held: HeldSource & { readonly snapshot: Snapshot }) => Promise<void>,
): Promise<MoveRun> {
  const snapshot = await discover(from, { namespace: 'fleet', providers });
  const plan = planMove(snapshot, { providers });
  return startExport(plan, {
    source: from,
    providers,
    snapshot,
    journal,
    to: 'archive:/fleet.tar',
    write: (held) => write({ ...held, snapshot }),
  });
}

function opened(more: Partial<Parameters<typeof archiveServer>[1]> = {}): ApiServer {
  return archiveServer(archive.content, { url: 'archive:/fleet.tar', digest: archive.digest, ...more });
}

async function importing(target: ApiServer, journal: JournalStore): Promise<MoveRun> {
  const from = opened();
  const snapshot = await discover(from, { namespace: 'fleet', providers });
  const plan = planMove(snapshot, { providers });
  return startMove(plan, {
    ...{ source: from, target, providers, snapshot, journal },
    awaitPause: false,
    blockMoveTimeoutMs: 0,
  });
}

async function goOn(
  command: 'resume' | 'rollback',
  moveId: string,
  journal: JournalStore,
  target: ApiServer,
): Promise<MoveRun> {
  const state = await readState(journal, moveId);
  const options = {
    ...{ source: opened({ state, command }), target, providers, journal },
    holderIsDead: true,
    blockMoveTimeoutMs: 0,
  };
  return command === 'resume' ? resumeMove(moveId, options) : rollbackMove(moveId, options);
}

/** What the journals of a dead process hold, for the next one: a store in memory belongs to one process. */
async function inherited(journal: JournalStore): Promise<JournalStore> {
  const next = createMemoryJournalStore();
  for (const moveId of await journal.list()) {
    const kept = await next.create(moveId);
    const reading = await journal.read(moveId);
    await kept.append(reading?.records ?? [], { gate: () => Promise.resolve() });
    await kept.close();
  }
  return next;
}

/** The fleet without what every cluster decides for itself; owners by name. */
function comparable(objects: readonly KubeObject[]): Readonly<Record<string, unknown>> {
  const identities = identitiesOf(objects);
  return Object.fromEntries(
    objects
      .filter(({ kind, metadata }) => kind !== 'Lease' && (metadata.namespace === 'fleet' || metadata.name === 'fleet'))
      .map((object) => [formatRef(refOf(object)), comparableObject(object, identities)]),
  );
}

const namesIn = (server: MemoryServer): readonly string[] =>
  server
    .contents()
    .filter(({ kind }) => !['CustomResourceDefinition', 'Namespace'].includes(kind))
    .map((object) => formatRef(refOf(object)));

test('an export leaves the source as it was, and no journal', async () => {
  const journal = createMemoryJournalStore();
  await exported(source, journal);
  expect(comparable(source.contents())).toEqual(comparable(before));
  expect(source.contents().filter(({ kind }) => kind === 'Lease')).toEqual([]);
  expect(await journal.list()).toEqual([]);
});

test('an import makes of an empty cluster what the exported one was', async () => {
  const target = cluster('target');
  const report = await (await importing(target, createMemoryJournalStore())).result;
  expect(report.outcome).toBe('moved');
  expect(comparable(target.contents())).toEqual(comparable(before));
});

test('an export whose file cannot be written resumes the source and says why', async () => {
  const run = await exporting(source, createMemoryJournalStore(), () => Promise.reject(new Error('the disk is full')));
  await expect(run.result).rejects.toThrow('the disk is full');
  expect(comparable(source.contents())).toEqual(comparable(before));
});

describe('an export whose process dies', async () => {
  const writes = await countExportWrites();

  test.each(Array.from({ length: writes }, (_, at) => [at + 1]))('at write %i gives the source back', async (at) => {
    for (const when of ['before', 'after'] as const) {
      const from = cluster('source');
      await buildFleet(fleet, from, cluster('unused'));
      const untouched = comparable(from.contents());
      const lost = createMemoryJournalStore();
      const mortal = mortalServer(from, at, when);
      const run = await exporting(mortal.server, lost, () => Promise.resolve());
      await Promise.race([mortal.died, run.result]);
      const journal = await inherited(lost);
      const [moveId] = await journal.list();
      // At the very last write the export is over but for its journal.
      if (moveId === undefined) continue;
      const { target: there } = await readState(journal, moveId);
      const target = exportTarget(there.url, there.systemUid);
      const options = { source: from, target, providers, journal, holderIsDead: true };
      await expect(resumeMove(moveId, options).result).rejects.toThrow('cannot be gone on with');
      await rollbackMove(moveId, options).result.catch(requireOver);
      expect(comparable(from.contents()), when).toEqual(untouched);
      expect(namesIn(from).filter((name) => name.startsWith('Lease'))).toEqual([]);
    }
  });
});

describe('an import whose process dies', async () => {
  const writes = await countImportWrites();
  const points = Array.from({ length: writes }, (_, at) => at + 1);

  test.each(points)('at write %i of the target is gone on with to its end', async (at) => {
    for (const when of ['before', 'after'] as const) {
      const target = cluster('target');
      const { moveId, journal } = await dying(target, at, when);
      await (await goOn('resume', moveId, journal, target)).result.catch(requireOver);
      expect(comparable(target.contents()), when).toEqual(comparable(before));
      expect(namesIn(target).filter((name) => name.startsWith('Lease'))).toEqual([]);
    }
  });

  test.each(points)('at write %i of the target is undone, or told that it cannot be', async (at) => {
    for (const when of ['before', 'after'] as const) {
      const target = cluster('target');
      const { moveId, journal } = await dying(target, at, when);
      const { releasing, outcome } = await readState(journal, moveId);
      const result = (await goOn('rollback', moveId, journal, target)).result;
      if (releasing || outcome !== undefined) {
        await expect(result).rejects.toMatchObject({ code: 'import-released' });
        continue;
      }
      await result;
      expect(namesIn(target), when).toEqual([]);
      expect(target.contents().some(({ metadata }) => metadata.name === 'fleet')).toBe(false);
    }
  });

  test.each(points)('at write %i, and whose rollback dies in turn, is undone by the next', async (at) => {
    const target = cluster('target');
    const died = await dying(target, at, 'after');
    const { moveId } = died;
    let { journal } = died;
    const { releasing, outcome } = await readState(journal, moveId);
    if (releasing || outcome !== undefined) return;
    for (let second = 3; second < 30; second += 7) {
      const mortal = mortalServer(target, second, 'after');
      const run = await goOn('rollback', moveId, journal, mortal.server);
      const ended = await Promise.race([
        mortal.died.then(() => 'died' as const),
        run.result.then(() => 'ended' as const),
      ]);
      if (ended === 'ended') return;
      journal = await inherited(journal);
    }
    await (await goOn('rollback', moveId, journal, target)).result.catch(requireOver);
    expect(namesIn(target)).toEqual([]);
  });
});

describe('an import whose process dies, and whose journal is lost', async () => {
  const writes = await countImportWrites();

  test.each(Array.from({ length: writes }, (_, at) => [at + 1]))(
    'at write %i of the target is ended with everything or with nothing',
    async (at) => {
      for (const when of ['before', 'after'] as const) {
        const target = cluster('target');
        const { moveId } = await dying(target, at, when);
        const lease = (await readLeases(target)).find(({ content }) => content.moveId === moveId);
        const { releasing = false } = lease?.content ?? {};
        const content = await rememberedContent(archive.content, { moveId, releasing }, target);
        const from = archiveServer(content, { url: 'archive:/fleet.tar', digest: archive.digest });
        const options = { source: from, target, providers, moveId, holderIsDead: true };
        const said: unknown = await recoverMove(options).result.catch((error: unknown) => error);
        const there = namesIn(target);
        if (there.length === 0) continue;
        expect({ when, there: comparable(target.contents()), said }).toMatchObject({ when, there: comparable(before) });
      }
    },
  );
});

async function dying(
  target: ApiServer,
  at: number,
  when: 'before' | 'after',
): Promise<{ readonly moveId: string; readonly journal: JournalStore }> {
  const journal = createMemoryJournalStore();
  const mortal = mortalServer(target, at, when);
  const run = await importing(mortal.server, journal);
  await Promise.race([mortal.died, run.result]);
  return { moveId: run.moveId, journal: await inherited(journal) };
}

/** Whoever died at the very last step had nothing left to do. */
function requireOver(error: unknown): void {
  if (!(error instanceof UsageError && error.code === 'move-finished')) throw error;
}

async function countImportWrites(): Promise<number> {
  source = cluster('source');
  await buildFleet(fleet, source, cluster('unused'));
  archive = await exported(source, createMemoryJournalStore());
  const mortal = mortalServer(cluster('target'));
  await (
    await importing(mortal.server, createMemoryJournalStore())
  ).result;
  return mortal.sent();
}

async function countExportWrites(): Promise<number> {
  const from = cluster('source');
  await buildFleet(fleet, from, cluster('unused'));
  const mortal = mortalServer(from);
  const run = await exporting(mortal.server, createMemoryJournalStore(), () => Promise.resolve());
  await run.result;
  return mortal.sent();
}
