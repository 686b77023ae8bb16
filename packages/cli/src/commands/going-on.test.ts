import {
  AbortedError,
  JournalError,
  type JournalStore,
  LockedError,
  type MoveEventBody,
  PartialMoveError,
  TransportError,
} from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { fakeContext } from '../testing/fake-context.ts';
import { fakeLibrary, type FakeMove } from '../testing/fake-library.ts';
import { lease, movedSummary, summary } from '../testing/moves.ts';
import { runIn } from '../testing/run.ts';
import { planned, sampleEvents, samplePlan, sampleReport } from '../testing/samples.ts';

const open = summary();
const id = open.moveId;
const journals = { [id]: open };
const continued: MoveEventBody = { type: 'move-continued', moveId: id, command: 'resume', from: 'create', epoch: 2 };
const undone = sampleReport({ moveId: id, outcome: 'rolled-back', committed: false, released: false });

async function run(line: string, played: FakeMove = {}, options: Parameters<typeof fakeContext>[0] = {}) {
  const { library, calls } = fakeLibrary({ journals, ...played });
  const context = fakeContext({ ...options, library });
  const [command = '', ...rest] = line.split(' ');
  const target = rest.includes('--abandon-target') ? '' : '--to-kubeconfig t.yaml';
  return { ...(await runIn(context, `${command} ${rest.join(' ')} ${target}`)), calls, context };
}

describe('tsmove resume', () => {
  it('goes on with the only open move, and shows it as a move', async () => {
    const moved = movedSummary({ moveId: 'm-0' });
    const { code, stdout, stderr, calls } = await run('resume', {
      journals: { ...journals, 'm-0': moved },
      events: [continued, ...sampleEvents.slice(1)],
    });
    expect(code).toBe(0);
    expect(calls.resumeMove.map(([moveId]) => moveId)).toEqual([id]);
    expect(stdout).toBe(
      'Moved 3 objects in namespace fleet from https://source:6443 to https://target:6443 in 3.4s.\n' +
        'Copied 1 object that the source keeps, because something else uses it.\n',
    );
    expect(stderr).toContain(`Going on with move ${id} (resume) from phase create\n`);
  });

  it('hands its flags on', async () => {
    const { calls } = await run(
      `resume ${id} --skip-lease-wait --lease-duration 10s --concurrency 4 --pause-timeout 1m --block-move-timeout 2m --journal-dir /j`,
    );
    expect(calls.resumeMove[0]?.[1]).toMatchObject({
      holderIsDead: true,
      leaseDurationMs: 10_000,
      concurrency: 4,
      pauseTimeoutMs: 60_000,
      blockMoveTimeoutMs: 120_000,
      journal: { place: '/j' },
    });
    expect((await run(`resume ${id}`)).calls.resumeMove[0]?.[1]).not.toHaveProperty('holderIsDead');
    const cluster = await run(`resume ${id} --journal cluster`, { clusterJournals: journals });
    expect(cluster.calls.resumeMove[0]?.[1].journal.place).toBe('the clusters');
  });

  it('lists the moves if several are open, with those whose journal cannot be read', async () => {
    const { code, stderr, calls } = await run('resume', {
      journals: {
        ...journals,
        'm-2': summary({ moveId: 'm-2', scope: { namespace: 'b', clusters: ['x'] } }),
        'm-3': new Error('x'),
      },
    });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: several moves are open; name one of them:\n' +
        `  ${id} of namespace fleet, before-commit, last written 2026-11-21T10:00:30.000Z\n` +
        '  m-2 of namespace b (x), before-commit, last written 2026-11-21T10:00:30.000Z\n' +
        '  m-3, whose journal cannot be read\n',
    );
    expect(calls.resumeMove).toEqual([]);
  });

  it('says that no move is open, or that nobody knows the one that is named', async () => {
    const none = await run('resume --journal-dir /j', { journals: { 'm-0': movedSummary({ moveId: 'm-0' }) } });
    expect(none.code).toBe(3);
    expect(none.stderr).toContain('error: no move is open in /j\n');
    const unknown = await run('resume m-9 --journal-dir /j');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('error: there is no journal of move m-9 in /j\n');
    const damaged = await run('resume', { journals: { 'm-1': new JournalError('record 7 cannot be read') } });
    expect(damaged.code).toBe(2);
    expect(damaged.stderr).toContain('error: record 7 cannot be read\n');
  });

  it('has nothing to do for a move that is finished, and says so to programs, too', async () => {
    const finished = { journals: { [id]: movedSummary() } };
    const { code, stdout, calls } = await run(`resume ${id}`, finished);
    expect({ code, calls: calls.resumeMove }).toEqual({ code: 0, calls: [] });
    expect(stdout).toBe(
      `Move ${id} is finished: everything had moved by 2026-11-21T10:00:30.000Z. There is nothing to go on with.\n`,
    );
    const json = await run(`resume ${id} -o json`, finished);
    expect(JSON.parse(json.stdout)).toEqual({
      type: 'summary',
      formatVersion: 1,
      outcome: 'moved',
      exitCode: 0,
      moveId: id,
    });
    const back = await run(`resume ${id}`, {
      journals: { [id]: summary({ zone: 'finished', outcome: 'rolled-back' }) },
    });
    expect(back.code).toBe(3);
    expect(back.stderr).toContain(`error: move ${id} is finished: it was undone\n`);
  });

  it('that stops again prints how to go on', async () => {
    const report = sampleReport({ moveId: id, outcome: 'stopped', committed: true, released: false });
    const { code, stderr } = await run('resume --journal-dir /j', {
      events: [continued],
      result: () => Promise.reject(new PartialMoveError('stopped', report)),
    });
    expect(code).toBe(4);
    expect(stderr).toContain(
      `to go on with the move:\n  tsmove resume ${id} --to-kubeconfig t.yaml --journal-dir /j\n`,
    );
  });

  it('never promises that nothing is left while the move is open', async () => {
    const unreachable = new TransportError('source: connection refused', { outcomeUnknown: false });
    const failed = await run('resume', { result: () => Promise.reject(unreachable) });
    expect(failed.code).toBe(4);
    expect(failed.stderr).toContain(`  tsmove resume ${id} --to-kubeconfig t.yaml\n`);
    const stopped = await run('resume', { result: () => Promise.reject(new AbortedError('stopped')) });
    expect(stopped.code).toBe(4);
    expect(stopped.stderr).not.toContain('the source is as it was');
    const undoneNow = await run('resume', {
      events: [continued, { type: 'finished', report: undone }],
      result: () => Promise.reject(new AbortedError('stopped')),
    });
    expect(undoneNow.code).toBe(130);
    const locked = await run('resume', { result: () => Promise.reject(new LockedError('bob has it')) });
    expect(locked.code).toBe(3);
  });
});

describe('the time limit of what goes on with a move', () => {
  it.each(['resume', 'rollback --yes', 'recover --yes'])('is handed on by %s', async (command) => {
    const { calls } = await run(`${command} --timeout 1m`, { leases: { source: [lease()] } });
    const options = calls.resumeMove[0]?.[1] ?? calls.rollbackMove[0]?.[1] ?? calls.recoverMove[0];
    expect(options).toMatchObject({ timeoutMs: 60_000 });
  });

  it('is none without the flag', async () => {
    expect((await run('resume')).calls.resumeMove[0]?.[1]).not.toHaveProperty('timeoutMs');
  });

  it('holds for reading, too', async () => {
    const { library, calls } = fakeLibrary({ journals });
    const hanging = (...given: Parameters<typeof library.createFileJournalStore>): JournalStore => ({
      ...library.createFileJournalStore(...given),
      read: () => new Promise(() => undefined),
    });
    const context = fakeContext({ library: { ...library, createFileJournalStore: hanging } });
    const { code, stderr } = await runIn(context, 'resume --timeout 5ms --to-kubeconfig t.yaml');
    expect(code).toBe(3);
    expect(stderr).toContain('error: the time limit of 5ms was over before everything was read; nothing was changed\n');
    expect({ resumed: calls.resumeMove, closed: calls.closed }).toEqual({ resumed: [], closed: 2 });
  });
});

describe('tsmove rollback', () => {
  it('asks before it removes anything, by how far the move is', async () => {
    const question = async (flags: string, journal = open): Promise<string> => {
      const { code, context, calls } = await run(`rollback ${flags}`, { journals: { [id]: journal } }, { answer: 'n' });
      expect({ code, calls: calls.rollbackMove }).toEqual({ code: 1, calls: [] });
      return context.printed.questions;
    };
    expect(await question('')).toBe(
      `Undo move ${id} of namespace fleet: remove 2 objects from https://target:6443? [y/N] `,
    );
    const retiring = movedSummary({ zone: 'committed' });
    delete (retiring as { outcome?: unknown }).outcome;
    expect(await question('', retiring)).toContain(
      '3 objects that it has deleted were made anew in https://source:6443',
    );
    expect(await question(id, movedSummary())).toContain('move its objects back\n  from https://target:6443\n');
    expect(await question('', { ...retiring, zone: 'releasing' })).toMatch(
      /^Finish move .* and then move its objects back/,
    );
    expect(await question('--abandon-target')).toContain(
      '2 objects of the move may be in the target, and will stay there',
    );
  });

  it('does not ask with --yes, in CI and in scripts, and says what it came to', async () => {
    const played: FakeMove = {
      events: [{ ...continued, command: 'rollback' }],
      result: () => Promise.resolve(undone),
    };
    for (const [flags, options] of [
      ['--yes', { answer: 'n' }],
      ['', { answer: 'n', env: { CI: '1' } }],
      ['', {}],
    ] as const) {
      const { code, stdout, context } = await run(`rollback ${flags}`, played, options);
      expect({ code, asked: context.printed.questions }).toEqual({ code: 0, asked: '' });
      expect(stdout).toBe(
        `Undid move ${id} of namespace fleet in 3.4s: https://source:6443 has every object, as before the move.\n`,
      );
    }
  });

  it('that stops is gone on with by another rollback', async () => {
    const report = sampleReport({ moveId: id, outcome: 'stopped', committed: true, released: false });
    const { code, stderr } = await run('rollback', {
      events: [{ ...continued, command: 'rollback' }],
      result: () => Promise.reject(new PartialMoveError('stopped', report)),
    });
    expect(code).toBe(4);
    expect(stderr).toContain(`to go on undoing it:\n  tsmove rollback ${id} --to-kubeconfig t.yaml\n`);
    expect(stderr).not.toContain('tsmove resume');
  });

  it('of a finished move is a move back, and how to go on with that has the sides the other way round', async () => {
    const finished = { [id]: movedSummary() };
    const events = [{ ...sampleEvents[0], moveId: 'back-1' } as MoveEventBody, ...sampleEvents.slice(1, -1)];
    const back = await run(`rollback ${id} --kubeconfig s.yaml`, { journals: finished, events });
    expect(back.code).toBe(0);
    expect(back.stdout).toContain('from https://target:6443 to https://source:6443');
    const report = sampleReport({ moveId: 'back-1', outcome: 'stopped', committed: true, released: true });
    const { stderr } = await run(`rollback ${id} --kubeconfig s.yaml`, {
      journals: finished,
      events,
      result: () => Promise.reject(new PartialMoveError('stopped', report)),
    });
    expect(stderr).toContain('  tsmove resume back-1 --kubeconfig t.yaml --to-kubeconfig s.yaml\n');
  });

  it('has nothing to do for a move that is undone', async () => {
    const { code, stdout, calls } = await run(`rollback ${id}`, {
      journals: { [id]: summary({ zone: 'finished', outcome: 'rolled-back' }) },
    });
    expect({ code, calls: calls.rollbackMove }).toEqual({ code: 0, calls: [] });
    expect(stdout).toContain('is finished: nothing of it is left in the target');
  });

  it('gives the target up without having one, and says what it is still owed', async () => {
    const { code, stdout, calls } = await run('rollback --abandon-target --kubeconfig s.yaml', {
      result: () => Promise.resolve(undone),
    });
    expect(code).toBe(0);
    expect(calls.connect.map(({ label }) => label)).toEqual(['source']);
    expect(calls.rollbackMove[0]?.[1]).toMatchObject({ abandonTarget: true });
    expect(calls.rollbackMove[0]?.[1]).not.toHaveProperty('target');
    expect(stdout).toContain(
      `to clear the target, once it can be reached again:\n  tsmove rollback ${id} --kubeconfig s.yaml --to-kubeconfig FILE\n`,
    );
  });
});

describe('tsmove recover', () => {
  const seen = lease().content;

  it('ends the move that the Leases tell of, without a journal', async () => {
    const { code, stdout, calls } = await run('recover --skip-lease-wait', {
      leases: { source: [lease()], target: [lease()] },
    });
    expect(code).toBe(0);
    expect(calls.stores).toEqual([]);
    expect(calls.recoverMove[0]).toMatchObject({ moveId: seen.moveId, holderIsDead: true });
    expect(stdout).toContain('Moved 3 objects in namespace fleet from https://source:6443');
  });

  it('shows on a terminal how far each Cluster is', async () => {
    const plan = samplePlan({
      objects: ['a', 'b'].flatMap((name) => [
        planned(`Cluster fleet/${name}`, 0),
        planned(`Machine fleet/${name}-0`, 1, { clusters: [`uid of Cluster fleet/${name}`] }),
      ]),
    });
    const events: readonly MoveEventBody[] = [
      { ...continued, command: 'recover', from: 'retire' },
      { type: 'phase-started', phase: 'retire', total: 4 },
    ];
    const { stderr } = await run('recover --yes', { leases: { source: [lease()] }, plan, events }, { terminal: 80 });
    expect(stderr).toMatch(/ {2}a {2}.* {2}0\/2/);
    expect(stderr).toMatch(/ {2}b {2}.* {2}0\/2/);
  });

  it('asks, and says whether it would undo or finish the move', async () => {
    const asked = async (committed: boolean): Promise<string> => {
      const { context, calls } = await run('recover', { leases: { target: [lease({ committed })] } }, { answer: '' });
      expect(calls.recoverMove).toEqual([]);
      return context.printed.questions;
    };
    expect(await asked(true)).toMatch(/^Finish move 20261121-093000-bbbbbbbb of namespace other, last with bob@ci /);
    expect(await asked(false)).toMatch(/^Undo move 20261121-093000-bbbbbbbb/);
  });

  it('leaves it to the library which move it is if the Leases tell of none or of several', async () => {
    const several = { source: [lease(), lease({ moveId: 'm-2' })] };
    const { calls } = await run('recover', { leases: several });
    expect(calls.recoverMove[0]).not.toHaveProperty('moveId');
    expect((await run('recover m-2', { leases: several })).calls.recoverMove[0]).toMatchObject({ moveId: 'm-2' });
  });

  it('that stops is gone on with by another recovery', async () => {
    const { code, stderr } = await run('recover', {
      events: [{ ...continued, moveId: 'm-7', command: 'recover' }],
      foundMove: '',
      result: () =>
        Promise.reject(
          new PartialMoveError(
            'stopped',
            sampleReport({ moveId: 'm-7', outcome: 'stopped', committed: false, released: false }),
          ),
        ),
    });
    expect(code).toBe(4);
    expect(stderr).toContain(
      'to end the move from what the clusters hold:\n  tsmove recover m-7 --to-kubeconfig t.yaml\n',
    );
  });
});
