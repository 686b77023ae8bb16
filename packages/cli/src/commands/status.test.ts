import { JournalError, TransportError } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { fakeLibrary, type FakeMove } from '../testing/fake-library.ts';
import { lease, movedSummary, summary } from '../testing/moves.ts';
import { tsmove } from '../testing/run.ts';

const open = summary();
const moved = movedSummary({ moveId: '20261120-080000-cccccccc', lastAt: '2026-11-20T08:00:03.000Z' });
const damaged = new JournalError('record 7 cannot be read', { code: 'journal-damaged' });

async function status(line: string, played: FakeMove = {}, terminal?: number) {
  const { library, calls } = fakeLibrary(played);
  const options = terminal === undefined ? {} : { terminal, env: { NO_COLOR: '1', CI: '1' } };
  return { ...(await tsmove(`status --journal-dir /j ${line}`, { ...options, library })), calls };
}

describe('tsmove status', () => {
  it('says in a sentence that there are no moves', async () => {
    const { code, stdout, stderr, calls } = await status('');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'No moves in /j.\n', stderr: '' });
    expect(calls.connect).toEqual([]);
  });

  it('shows open moves, counts finished ones, and says how to go on', async () => {
    const { code, stdout } = await status('', { journals: { [open.moveId]: open, [moved.moveId]: moved } });
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'MOVE                       NAMESPACE   STATE           PHASE    TARGET   SOURCE   AGE   BY             FROM          TO',
      '20261121-100000-aaaaaaaa   fleet       before-commit   create   2/4      4/4      4m    alice@laptop   source:6443   target:6443',
      '',
      '1 finished move not shown; --all shows it.',
      '',
      'to go on with the move:',
      '  tsmove resume 20261121-100000-aaaaaaaa --kubeconfig SOURCE.yaml --to-kubeconfig TARGET.yaml --journal-dir /j',
      'or, to undo it:',
      '  tsmove rollback 20261121-100000-aaaaaaaa --kubeconfig SOURCE.yaml --to-kubeconfig TARGET.yaml --journal-dir /j',
      'SOURCE.yaml is a kubeconfig of https://source:6443',
      'TARGET.yaml is a kubeconfig of https://target:6443',
      '',
    ]);
  });

  it('leaves columns out on a terminal that is too narrow for them', async () => {
    const played = { journals: { [open.moveId]: open } };
    const table = async (width: number): Promise<string> =>
      (await status('', played, width)).stdout.split('\n')[0] ?? '';
    expect(await table(200)).toMatch(/TO$/);
    expect(await table(120)).toMatch(/BY$/);
    expect((await table(80)).length).toBeLessThanOrEqual(80);
    expect(await table(80)).toContain('TARGET   SOURCE   AGE');
  });

  it('shows finished moves with --all', async () => {
    const { stdout } = await status('--all', { journals: { [moved.moveId]: moved } });
    expect(stdout).toMatch(/^20261120-080000-cccccccc {3}fleet {7}moved +4\/4 +1\/4 +26h /m);
    expect((await status('', { journals: { [moved.moveId]: moved } })).stdout).toBe(
      'No open moves in /j.\n1 finished move not shown; --all shows it.\n',
    );
  });

  it('shows a journal that cannot be read as a row with its error, and the others beside it', async () => {
    const broken = '20261119-000000-dddddddd';
    const { code, stdout, stderr } = await status('', { journals: { [open.moveId]: open, [broken]: damaged } });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^20261119-000000-dddddddd +unreadable/m);
    expect(stdout).toMatch(/^20261121-100000-aaaaaaaa +fleet/m);
    expect(stdout).toContain('How to go on with one of them: tsmove status MOVE\n');
    expect(stderr).toBe(`error: the journal of move ${broken}: record 7 cannot be read\n`);
    expect((await status(broken, { journals: { [broken]: damaged } })).stdout).toContain(`tsmove recover ${broken} `);
  });

  it('looks into the clusters if one is named, for moves of other machines and journals there', async () => {
    const other = summary({ moveId: '20261118-000000-eeeeeeee', scope: { namespace: 'third', clusters: ['a', 'b'] } });
    const { code, stdout, calls } = await status('--to-kubeconfig t.yaml', {
      leases: { source: [lease()], target: [lease()] },
      clusterJournals: { [other.moveId]: other },
    });
    expect(code).toBe(0);
    expect(calls.stores).toEqual(['/j', 'source, target']);
    expect(stdout).toMatch(/^20261118-000000-eeeeeeee +third \(a,b\) +before-commit/m);
    expect(stdout).toMatch(/^20261121-093000-bbbbbbbb +other +committed +retire +10s +bob@ci/m);
    expect(calls.closed).toBe(2);
  });

  it('reads the source alone if no target is named', async () => {
    const { calls, stdout } = await status('--kubeconfig s.yaml');
    expect(calls.connect.map(({ label }) => label)).toEqual(['source']);
    expect(calls.stores).toEqual(['/j', 'source']);
    expect(stdout).toBe('No moves in /j or in the clusters.\n');
  });

  it('shows what it knows when a side does not answer, and that this is not all', async () => {
    const { code, stdout, stderr } = await status('--to-kubeconfig t.yaml', {
      journals: { [open.moveId]: open },
      leases: { target: new TransportError('target: connection refused', { outcomeUnknown: false }) },
    });
    expect(code).toBe(1);
    expect(stdout).toContain(open.moveId);
    expect(stderr).toContain('error: target: connection refused\n');
  });
});

describe('tsmove status MOVE', () => {
  it('says where the move stands, what is open, and what to run', async () => {
    const { code, stdout } = await status(`${open.moveId} --kubeconfig s.yaml --to-kubeconfig t.yaml`, {
      journals: { [open.moveId]: open },
    });
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'move        20261121-100000-aaaaaaaa',
      'namespace   fleet',
      'from        https://source:6443',
      'to          https://target:6443',
      'begun       2026-11-21T10:00:00.000Z (5m ago)',
      'last sign   2026-11-21T10:00:30.000Z (4m ago)',
      'last by     alice@laptop (tsmove 0.1.0, process 4711 on laptop)',
      'journal     /j',
      'state       before-commit, in phase create',
      'in target   1 absent, 1 unknown, 2 ready',
      'in source   1 present, 3 held',
      '',
      'Nothing has been deleted: the source has every object, and is the side that counts. 2 objects of 4 are not in the target yet.',
      'What is paused on either side is to stay so until the move is gone on with or undone.',
      '',
      'to go on with the move:',
      `  tsmove resume ${open.moveId} --kubeconfig s.yaml --to-kubeconfig t.yaml --journal-dir /j`,
      'or, to undo it:',
      `  tsmove rollback ${open.moveId} --kubeconfig s.yaml --to-kubeconfig t.yaml --journal-dir /j`,
      '',
    ]);
  });

  it('believes the Lease of the target more than the journal', async () => {
    const of = { moveId: open.moveId, epoch: 1 };
    const { stdout } = await status(`${open.moveId} --to-kubeconfig t.yaml`, {
      journals: { [open.moveId]: open },
      leases: { target: [lease(of)], source: [lease({ ...of, committed: false })] },
    });
    expect(stdout).toContain('state          committed, in phase retire\n');
    expect(stdout).toContain(
      'target lease   bob@ci (tsmove 0.1.0, process 12 on runner-7) goes on with it, in phase retire,',
    );
  });

  it('points to a recovery for a move that has no journal here', async () => {
    const { moveId } = lease().content;
    const { stdout } = await status(`${moveId} --to-kubeconfig t.yaml`, { leases: { target: [lease()] } });
    expect(stdout).toContain('journal        none that was found\n');
    expect(stdout).toContain(`  tsmove recover ${moveId} --to-kubeconfig t.yaml\n`);
  });

  it('shows a finished move, too, and refuses one that nobody knows', async () => {
    const { code, stdout } = await status(moved.moveId, { journals: { [moved.moveId]: moved } });
    expect(code).toBe(0);
    expect(stdout).toContain('to move everything back:\n  tsmove rollback ');
    const unknown = await status('m-9');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('error: there is no journal of move m-9 in /j\n');
  });
});

describe('tsmove status -o json', () => {
  it('has the summaries, what the Leases say, and what to run next', async () => {
    const { code, stdout } = await status('-o json --to-kubeconfig t.yaml', {
      journals: { [open.moveId]: open, [moved.moveId]: moved, 'm-1': damaged },
      leases: { target: [lease()] },
    });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 1,
      finishedNotShown: 1,
      moves: [
        { moveId: open.moveId, zone: 'before-commit', journal: 'file', objects: 4, next: [{}, {}] },
        { moveId: lease().content.moveId, zone: 'committed', leases: [{ side: 'target', by: { name: 'bob@ci' } }] },
        {
          moveId: 'm-1',
          error: { code: 'journal-damaged' },
          next: [{ command: 'tsmove recover m-1 --to-kubeconfig t.yaml' }],
        },
      ].toSorted((a, b) => (a.moveId < b.moveId ? -1 : 1)),
    });
  });

  it('is the same document as YAML', async () => {
    const { load } = await import('js-yaml');
    const played = { journals: { [open.moveId]: open } };
    const [json, yaml] = await Promise.all([status('-o json', played), status('-o yaml', played)]);
    expect(load(yaml.stdout)).toEqual(JSON.parse(json.stdout));
  });
});
