import {
  AbortedError,
  FencedError,
  type MoveEventBody,
  type MoveReport,
  PartialMoveError,
  PreflightError,
} from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { fakeContext } from '../testing/fake-context.ts';
import { fakeLibrary, type FakeMove } from '../testing/fake-library.ts';
import { lease } from '../testing/moves.ts';
import { runIn, tsmove } from '../testing/run.ts';
import { sampleEvents, samplePlan, sampleReport } from '../testing/samples.ts';
import { version } from '../version.ts';

const line = 'move --to-kubeconfig t.yaml -n fleet';
const done = { events: sampleEvents };

async function move(played: FakeMove, flags = '', options: Parameters<typeof fakeContext>[0] = {}) {
  const { library, calls } = fakeLibrary(played);
  const context = fakeContext({ ...options, library });
  return { ...(await runIn(context, `${line} ${flags}`)), calls, context };
}

describe('tsmove move', () => {
  it('tells what goes on on stderr, and what came of it on stdout', async () => {
    const { code, stdout, stderr, calls } = await move(done);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'Moved 3 objects of 1 Cluster in namespace fleet from https://source:6443 to https://target:6443 in 3.4s.\n' +
        'Copied 1 object that the source keeps, because something else uses it.\n',
    );
    expect(stderr).toMatch(/^Discovering objects[^]*Resuming 1 object in the target\n$/);
    expect(calls.closed).toBe(2);
  });

  it('is the command when there is none', async () => {
    const { library, calls } = fakeLibrary(done);
    expect((await tsmove('--to-kubeconfig t.yaml', { library })).code).toBe(0);
    expect(calls.startMove).toHaveLength(1);
  });

  it("takes another context of the source's kubeconfig as the target", async () => {
    const { library, calls } = fakeLibrary(done);
    await tsmove('move --kubeconfig s.yaml --to-kubeconfig-context b', { library });
    expect(calls.connect[1]).toMatchObject({ label: 'target', kubeconfig: 's.yaml', context: 'b' });
    expect(calls.discover[0]?.namespace).toBe('default');
  });

  it('gives the namespace another name in the target, which also says what to move', async () => {
    const { library, calls } = fakeLibrary(done);
    await tsmove('move --to-kubeconfig t.yaml --namespace-map fleet=prod', { library });
    expect(calls.discover[0]?.namespace).toBe('fleet');
    expect(calls.planMove[0]?.namespaceMap).toEqual({ from: 'fleet', to: 'prod' });

    const twice = await move(done, '--namespace-map other=prod');
    expect(twice.code).toBe(2);
    expect(twice.stderr).toContain('--namespace fleet and --namespace-map other=prod name different namespaces');
    expect((await move(done, '--namespace-map fleet')).stderr).toContain('"fleet" is no map of a namespace');
    expect((await move(done, '--namespace-map fleet=a/b')).stderr).toContain('"a/b" is not a name');
  });

  it('keeps what it is asked to keep in the source, by any name that kubectl knows', async () => {
    for (const name of ['machines.cluster.x-k8s.io', 'Machine.cluster.x-k8s.io']) {
      const { calls } = await move(done, `--keep-in-source ${name}`);
      expect(calls.planMove[0]?.keepInSource).toEqual([{ group: 'cluster.x-k8s.io', kind: 'Machine' }]);
    }
    const unknown = await move(done, '--keep-in-source widgets.example.com');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('the source has no kind widgets.example.com that takes part in a move');
    expect(unknown.calls.startMove).toEqual([]);
    expect((await move(done, '--keep-in-source machines')).stderr).toContain('write it like baremetalhosts.metal3.io');
  });

  it('tells nothing but errors with --quiet', async () => {
    const { code, stdout, stderr } = await move(done, '--quiet');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('hands its time limit on, less what reading has used', async () => {
    const { library, calls } = fakeLibrary({
      ...done,
      discover: () => {
        context.pass(10_000);
        return Promise.resolve();
      },
    });
    const context = fakeContext({ library });
    await runIn(context, `${line} --timeout 1m`);
    expect(calls.startMove[0]?.timeoutMs).toBe(50_000);
  });

  it('gives up when reading alone takes longer than the time limit', async () => {
    const discover = (signal: AbortSignal | undefined): Promise<void> =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new AbortedError('stopped'));
        });
      });
    const { code, stderr, calls } = await move({ discover }, '--timeout 5ms');
    expect(code).toBe(3);
    expect(stderr).toContain('error: the time limit of 5ms was over before everything was read; nothing was changed\n');
    expect(calls.startMove).toEqual([]);
    expect(calls.closed).toBe(2);
  });
});

describe('the question before a move', () => {
  const question =
    'Move 3 objects of 1 Cluster (and copy 1 object)\n  from https://source:6443\n  to   https://target:6443\n' +
    'and delete them from the source once they are verified? [y/N] ';

  it.each(['y', 'Yes', ' y '])('is answered with "%s", and the move goes on', async (answer) => {
    const { code, calls, context } = await move(done, '', { answer });
    expect(context.printed.questions).toBe(question);
    expect(code).toBe(0);
    expect(calls.startMove).toHaveLength(1);
  });

  it.each(['', 'n', 'yup'])('is answered with "%s", and nothing happens', async (answer) => {
    const { code, stderr, calls } = await move(done, '', { answer });
    expect(code).toBe(1);
    expect(stderr).toContain('error: the move was not confirmed; nothing was changed\n');
    expect(calls.startMove).toEqual([]);
  });

  it('is not asked with --yes, in CI, in scripts, or if nothing would be deleted', async () => {
    const asked = await Promise.all([
      move(done, '--yes', { answer: 'n' }),
      move(done, '', { answer: 'n', env: { CI: 'true' } }),
      move(done),
      move({ ...done, plan: samplePlan({ objects: [] }) }, '', { answer: 'n' }),
      move(done, '--dry-run', { answer: 'n' }),
    ]);
    expect(asked.map(({ context }) => context.printed.questions)).toEqual(['', '', '', '', '']);
    expect(asked.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  });
});

const undone = { type: 'finished', report: sampleReport({ outcome: 'refused' }) } as const;
const started = { type: 'move-started', moveId: 'm-1', total: 2, namespace: 'fleet' } as const;

describe('Ctrl-C', () => {
  it('stops the move at the next safe point, and says what state things are in', async () => {
    const { library } = fakeLibrary({
      events: [started, undone],
      result: async (signal) => {
        context.send('SIGINT');
        await Promise.resolve();
        expect(signal?.aborted).toBe(true);
        throw new AbortedError('the move was stopped on request');
      },
    });
    const context = fakeContext({ library });
    const { code, stderr } = await runIn(context, line);
    expect(code).toBe(130);
    expect(stderr).toContain(
      'Stopping at the next safe point, and undoing what was begun if nothing is deleted yet. Once more (Ctrl-C) stops at once.\n',
    );
    expect(stderr).toContain(
      'error: the move was stopped on request\n' +
        'to continue: Nothing is in the target, and the source is as it was; run the command again.\n',
    );
    expect(context.exits).toEqual([]);
  });

  /** Ctrl-C twice while it is at work. */
  async function stoppedTwice(flags = '') {
    const { library } = fakeLibrary({
      result: () => {
        context.send('SIGINT');
        context.send('SIGINT');
        return Promise.resolve(sampleReport());
      },
    });
    const context = fakeContext({ library });
    return { ...(await runIn(context, `${line}${flags}`)), exits: context.exits };
  }

  it('stops at once the second time, and prints how to go on', async () => {
    const { stderr, exits } = await stoppedTwice();
    expect(exits).toEqual([130]);
    expect(stderr).toContain(
      'Stopped at once, half way. The journal is intact, and the move can go on from there.\n' +
        'to go on with the move:\n  tsmove resume m-1 --to-kubeconfig t.yaml\n' +
        'or, to undo it:\n  tsmove rollback m-1 --to-kubeconfig t.yaml\n',
    );
  });

  it.each([
    [' --per-cluster', true],
    [' --per-cluster --clusters-at-once 1', false],
  ])('stops at once with%s, and says where others may be half way: %s', async (flags, several) => {
    const { stderr } = await stoppedTwice(flags);
    expect(stderr).toContain('  tsmove resume m-1 --to-kubeconfig t.yaml\n');
    const others = 'or, to see which other Clusters are half way:\n  tsmove status --to-kubeconfig t.yaml\n';
    expect(stderr.includes(others)).toBe(several);
  });

  it('stops at once before anything was begun, and says that nothing was changed', async () => {
    const { library } = fakeLibrary({
      discover: () => {
        context.send('SIGINT');
        context.send('SIGINT');
        return Promise.resolve();
      },
    });
    const context = fakeContext({ library });
    expect((await runIn(context, line)).stderr).toContain('Stopped at once; nothing was changed.\n');
  });

  it('says that both sides are left as they are with --on-failure stop', async () => {
    const { library } = fakeLibrary({
      discover: () => {
        context.send('SIGINT');
        return Promise.reject(new AbortedError('stopped'));
      },
    });
    const context = fakeContext({ library });
    const { code, stderr } = await runIn(context, `${line} --on-failure stop`);
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping at the next safe point, and leaving both sides as they are, paused.');
    expect(stderr).toContain('to continue: Nothing was changed; run the command again.\n');
  });

  it('as SIGTERM ends with 143', async () => {
    const { library } = fakeLibrary({
      result: () => {
        context.send('SIGTERM');
        return Promise.reject(new AbortedError('the move was stopped on request'));
      },
    });
    const context = fakeContext({ library });
    expect((await runIn(context, line)).code).toBe(143);
  });
});

describe('a move that does not come to its end', () => {
  const finding = { code: 'cluster-paused', severity: 'error', message: 'it is paused' } as const;

  it('is refused with all findings, each once', async () => {
    const { code, stdout, stderr } = await move({
      events: [{ type: 'diagnostic', diagnostic: finding }],
      result: () => Promise.reject(new PreflightError([finding])),
    });
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr.match(/error +cluster-paused/g)).toHaveLength(1);
    expect(stderr.match(/tsmove explain/g)).toHaveLength(1);
  });

  it('half way ends with 4, and prints what to run next with the flags that were given', async () => {
    const report = sampleReport({ outcome: 'stopped', committed: false, released: false });
    const { code, stdout, stderr } = await move(
      { events: [started], result: () => Promise.reject(new PartialMoveError('stopped', report)) },
      '--kubeconfig my.yaml --kubeconfig-context a --journal-dir /j',
    );
    expect(code).toBe(4);
    expect(stdout).toBe('');
    const flags = 'm-1 --kubeconfig my.yaml --kubeconfig-context a --to-kubeconfig t.yaml --journal-dir /j';
    expect(stderr).toContain(
      `\nto go on with the move:\n  tsmove resume ${flags}\nor, to undo it:\n  tsmove rollback ${flags}\n`,
    );
  });

  it('after the commit, while it takes over, or while it is undone has other commands to go on with', async () => {
    const commands = async (
      report: Partial<MoveReport>,
      events: readonly MoveEventBody[] = [],
    ): Promise<readonly string[]> => {
      const stopped = sampleReport({ outcome: 'stopped', committed: false, released: false, ...report });
      const { stderr } = await move({
        events: [started, ...events],
        result: () => Promise.reject(new PartialMoveError('stopped', stopped)),
      });
      return stderr.split('\n').flatMap((one) => /^ {2}tsmove (\w+) m-1 /.exec(one)?.[1] ?? []);
    };
    expect(await commands({ committed: true })).toEqual(['resume', 'rollback']);
    expect(await commands({ committed: true, released: true })).toEqual(['resume']);
    expect(await commands({}, [{ type: 'rolling-back', because: 'x' }])).toEqual(['rollback']);
    expect(await commands({}, [{ type: 'phase-started', phase: 'undo', total: 1 }])).toEqual(['rollback']);
    expect(await commands({}, [{ type: 'journal-lost', because: 'disk full' }])).toEqual(['recover']);
  });

  it('that another process has taken over says who has it', async () => {
    const report = sampleReport({ outcome: 'stopped', committed: true, released: false });
    const { code, stderr } = await move({
      events: [started],
      leases: {
        target: [lease({ moveId: 'm-1', epoch: 3, command: 'rollback', phase: 'undo' })],
        source: new Error('x'),
      },
      result: () =>
        Promise.reject(new PartialMoveError('stopped', report, { cause: new FencedError('it was taken over') })),
    });
    expect(code).toBe(4);
    expect(stderr).toContain('  now: bob@ci (tsmove 0.1.0, process 12 on runner-7) undoes it, in phase undo\n');
    expect(stderr).toContain('to see how far the other process is:\n  tsmove status m-1 --to-kubeconfig t.yaml\n');
    expect(stderr).toContain('or, to go on with the move, if the other process has stopped:\n  tsmove resume m-1 ');
  });

  it('with every Cluster by itself prints how to go on with the one that stopped', async () => {
    const report = sampleReport({ outcome: 'stopped', moveId: 'm-3', committed: false, released: false });
    const { code, stderr, calls } = await move(
      {
        events: [
          { ...started, moveId: 'm-2' },
          { type: 'finished', report: sampleReport({ moveId: 'm-2' }) },
          { ...started, moveId: 'm-3' },
        ],
        result: () => Promise.reject(new PartialMoveError('stopped', report)),
      },
      '--per-cluster',
    );
    expect(code).toBe(4);
    expect(calls.startMove[0]?.perCluster).toBe(true);
    expect(stderr).toContain('  tsmove resume m-3 --to-kubeconfig t.yaml\n');
  });

  it('with several Clusters at once names the one that stopped, though another one was told of after it', async () => {
    const report = sampleReport({ outcome: 'stopped', moveId: 'm-3', committed: false, released: false });
    const { code, stderr, calls } = await move(
      {
        events: [
          { ...started, moveId: 'm-3' },
          { type: 'finished', report },
          { ...started, moveId: 'm-4' },
          { type: 'committed' },
          { type: 'finished', report: sampleReport({ moveId: 'm-4' }) },
        ],
        result: () => Promise.reject(new PartialMoveError('stopped', report)),
      },
      '--per-cluster --clusters-at-once 2',
    );
    expect(code).toBe(4);
    expect(calls.startMove[0]).toMatchObject({ perCluster: true, clustersAtOnce: 2 });
    expect(stderr).toContain('  tsmove resume m-3 --to-kubeconfig t.yaml\n');
    expect(stderr).toContain('  tsmove rollback m-3 --to-kubeconfig t.yaml\n');
  });

  it('says which Clusters a move is about, where it is not the whole namespace', async () => {
    const begun = async (clusters?: readonly string[]): Promise<string> =>
      (await move({ events: [{ ...started, ...(clusters === undefined ? {} : { clusters }) }] })).stderr;
    expect(await begun(['a'])).toContain('Moving 2 objects of Cluster a of namespace fleet (move m-1)\n');
    expect(await begun(['a', 'b'])).toContain('Moving 2 objects of 2 Clusters of namespace fleet (move m-1)\n');
    expect(await begun()).not.toContain('Moving 2 objects');
  });

  it('refuses a number of Clusters at once that is none, or without --per-cluster', async () => {
    expect((await move({}, '--clusters-at-once 2')).stderr).toContain(
      'error: --clusters-at-once is about --per-cluster, which is not given\n',
    );
    expect((await move({}, '--per-cluster --clusters-at-once 0')).code).toBe(2);
  });

  it('goes on although an event cannot be shown', async () => {
    const broken: unknown = { type: 'object-created', ref: null };
    const { code, stdout, stderr } = await move({ events: [broken as MoveEventBody, ...sampleEvents] }, '-v 1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Moved 3 objects/);
    expect(stderr).toMatch(/not all of the move could be shown: .*\n$/);
  });
});

describe('the journal of a move', () => {
  it('is in the state directory of the user, and the move says who carries it out', async () => {
    const { calls } = await move(done, '', { homeDir: '/home/alice' });
    expect(calls.stores).toEqual(['/home/alice/.local/state/tsmove/journal']);
    expect(calls.startMove[0]?.journal?.place).toBe('/home/alice/.local/state/tsmove/journal');
    expect(calls.startMove[0]?.by).toEqual({ tool: `tsmove ${version()}` });
    expect(calls.startMove[0]).not.toHaveProperty('leaseDurationMs');
    expect(calls.startMove[0]).not.toHaveProperty('markReady');
  });

  it.each([
    ['', { XDG_STATE_HOME: '/state' }, '/state/tsmove/journal'],
    ['', { XDG_STATE_HOME: 'relative' }, '/home/nobody/.local/state/tsmove/journal'],
    ['--journal-dir ~/j', {}, '/home/nobody/j'],
    ['--journal-dir /j', { TSMOVE_JOURNAL_DIR: '/k' }, '/j'],
    ['', { TSMOVE_JOURNAL_DIR: '/k' }, '/k'],
    ['--journal cluster', {}, 'source, target'],
  ])('is for "%s" and %o in %s', async (flags, env, place) => {
    expect((await move(done, flags, { env })).calls.stores).toEqual([place]);
  });

  it('takes the flags that go with it', async () => {
    const { calls } = await move(done, '--lease-duration 1m --mark-ready');
    expect(calls.startMove[0]).toMatchObject({ leaseDurationMs: 60_000, markReady: true });
  });
});

describe('tsmove move -o json', () => {
  const records = (text: string): readonly Record<string, unknown>[] =>
    text
      .trimEnd()
      .split('\n')
      .map((one) => JSON.parse(one) as Record<string, unknown>);

  it('is one record a line, each with a type and a version, the summary last', async () => {
    const { code, stdout } = await move(done, '-o json');
    expect(code).toBe(0);
    const all = records(stdout);
    expect(all.every(({ type, formatVersion }) => typeof type === 'string' && formatVersion === 1)).toBe(true);
    expect(all.map(({ type }) => type)).toEqual([
      'planned',
      ...sampleEvents.slice(0, -1).map(({ type }) => type),
      'summary',
    ]);
    expect(all.at(-1)).toMatchObject({ type: 'summary', outcome: 'moved', exitCode: 0, report: { moveId: 'm-1' } });
  });

  it('says what to run next when it stops half way', async () => {
    const report = sampleReport({ outcome: 'stopped', committed: true, released: true });
    const { stdout } = await move({ result: () => Promise.reject(new PartialMoveError('stopped', report)) }, '-o json');
    expect(records(stdout).at(-1)).toMatchObject({
      outcome: 'stopped',
      exitCode: 4,
      next: [{ aim: 'go on with the move', command: 'tsmove resume m-1 --to-kubeconfig t.yaml' }],
    });
  });

  it('ends with a summary when it fails, too', async () => {
    const finding = { code: 'cluster-paused', severity: 'error', message: 'it is paused' } as const;
    const { stdout, stderr } = await move({ result: () => Promise.reject(new PreflightError([finding])) }, '-o json');
    expect(records(stdout).at(-1)).toEqual({
      type: 'summary',
      formatVersion: 1,
      outcome: 'refused',
      exitCode: 3,
      error: {
        kind: 'PreflightError',
        code: 'preflight',
        message: 'the move was refused: 1 finding',
        diagnostics: [finding],
      },
    });
    expect(stderr).toContain('error: the move was refused');
  });

  it('is alone on a terminal', async () => {
    const { stdout, stderr } = await move(done, '-o json --yes', { terminal: 80 });
    expect(records(stdout).length).toBeGreaterThan(10);
    expect(stderr).toBe('');
  });

  it('has the report as YAML with -o yaml', async () => {
    const { stdout } = await move(done, '-o yaml');
    expect(stdout).toMatch(
      /^formatVersion: 1\noutcome: moved\nexitCode: 0\nreport:\n {2}formatVersion: 1\n {2}moveId: m-1\n/,
    );
  });
});

describe('tsmove move --dry-run', () => {
  it('shows in their order what would be created and deleted, and starts nothing', async () => {
    const { library, calls } = fakeLibrary();
    const { code, stdout } = await tsmove('move --dry-run -n fleet', { library });
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      'clusterclass.cluster.x-k8s.io/standard created (dry run)',
      'cluster.cluster.x-k8s.io/prod created (dry run)',
      'machine.cluster.x-k8s.io/prod-0 created (dry run)',
      'secret/prod-ca created (dry run)',
      'machine.cluster.x-k8s.io/prod-0 deleted (dry run)',
      'secret/prod-ca deleted (dry run)',
      'cluster.cluster.x-k8s.io/prod deleted (dry run)',
    ]);
    expect(calls.startMove).toEqual([]);
    expect(calls.preflight).toEqual([]);
    expect(calls.connect.map(({ label }) => label)).toEqual(['source']);
  });

  it('checks a target that is given, and refuses what a move would refuse', async () => {
    const finding = {
      code: 'source-is-target',
      severity: 'error',
      message: 'both sides are the same cluster',
    } as const;
    const { code, stderr, calls } = await move({ findings: [finding] }, '--dry-run');
    expect(code).toBe(3);
    expect(stderr).toContain('error     source-is-target   both sides are the same cluster\n');
    expect(calls.preflight[0]).toMatchObject({ needStatus: true });
  });

  it('has records with -o json', async () => {
    const { library } = fakeLibrary();
    const { stdout } = await tsmove('move --dry-run -n fleet -o json', { library });
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toEqual({
      type: 'summary',
      formatVersion: 1,
      dryRun: true,
      outcome: 'dry-run',
      exitCode: 0,
      created: 4,
      deleted: 3,
    });
  });
});
