import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiServer } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeContextOptions } from '../testing/fake-context.ts';
import { fakeLibrary } from '../testing/fake-library.ts';
import { summary } from '../testing/moves.ts';
import { tsmove } from '../testing/run.ts';
import { shells } from './shells.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsmove-completion-'));
  writeFileSync(join(folder, 'a.yaml'), 'contexts:\n- name: alpha\n- name: arn:aws:eks:a\n- {}\n');
  writeFileSync(join(folder, 'b.yaml'), '{"contexts": [{"name": "beta"}]}');
  writeFileSync(join(folder, 'broken.yaml'), ': [');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A server that knows names and nothing else. */
function memoryServer(namespaces: readonly string[], clusters: Readonly<Record<string, readonly string[]>>): ApiServer {
  const listMetadata: ApiServer['listMetadata'] = ({ kind, version: apiVersion }, { namespace = '' } = {}) => {
    const names = kind === 'Namespace' ? namespaces : (clusters[namespace] ?? []);
    return Promise.resolve(names.map((name) => ({ apiVersion, kind, metadata: { name } })));
  };
  return { listMetadata, [Symbol.asyncDispose]: () => Promise.resolve() } as Partial<ApiServer> as ApiServer;
}

/** The words behind `tsmove`, the last one being completed; what is proposed, and the directive. */
async function complete(words: readonly string[], options: FakeContextOptions = {}): Promise<readonly string[]> {
  const { code, stdout, stderr } = await tsmove(['__complete', ...words], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
}

describe('completion', () => {
  it('proposes commands, and what each is for', async () => {
    expect(await complete([''])).toEqual([
      'move',
      'plan',
      'apply',
      'status',
      'resume',
      'rollback',
      'recover',
      'report',
      'pivot',
      'check',
      'job',
      'rbac',
      'diff',
      'export',
      'import',
      'archive',
      'leases',
      'graph',
      'explain',
      'providers',
      'version',
      'completion',
      ':4',
    ]);
    expect(await complete(['p'])).toEqual(['plan', 'pivot', 'providers', ':4']);
    expect((await tsmove(['__complete', 'gr'])).stdout).toBe(
      'graph\tPrint the objects of a namespace and their owners as a graph\n:4\n',
    );
  });

  it('proposes the flags of a command, those of move if there is none', async () => {
    expect(await complete(['graph', '--kube'])).toEqual(['--kubeconfig', '--kubeconfig-context', ':4']);
    expect(await complete(['plan', '--det'])).toEqual(['--detailed-exitcode', ':4']);
    expect(await complete(['--allow-p'])).toEqual(['--allow-paused', ':4']);
    expect(await complete(['--to-kubeconfig', 't.yaml', '--allow-p'])).toEqual(['--allow-paused', ':4']);
    expect((await complete(['graph', ''])).slice(-3)).toEqual(['--hide-api-warnings', '--help', ':4']);
  });

  it('proposes the second word of a command, its flags, and the places that leases may be in', async () => {
    expect(await complete(['leases', ''])).toEqual(['show', 'check', 'copy', ':4']);
    expect(await complete(['leases', 'copy', '--leases-'])).toEqual(['--leases-from', '--leases-to', ':4']);
    expect(await complete(['leases', 'show', '--leases-from', ''])).toEqual(['configmap:', 'exec:', 'file:', ':4']);
    expect(await complete(['leases', 'copy', '--prefer', 's'])).toEqual(['source', ':4']);
  });

  it('proposes no flag twice, unless it may be repeated', async () => {
    expect(await complete(['move', '--dry-run', '--dry'])).toEqual([':4']);
    expect(await complete(['move', '--cluster', 'a', '--clu'])).toEqual(['--cluster', '--clusters-at-once', ':4']);
  });

  it('proposes the values of a flag', async () => {
    expect(await complete(['plan', '-o', ''])).toEqual(['table', 'json', 'yaml', 'html', 'svg', ':4']);
    expect(await complete(['graph', '--output', 'm'])).toEqual(['mermaid', ':4']);
    expect(await complete(['graph', '--output=m'])).toEqual(['--output=mermaid', ':4']);
    expect(await complete(['move', '--status', ''])).toEqual(['carry', 'drop', ':4']);
    expect(await complete(['plan', '--byoh-hosts', ''])).toEqual(['strict', 'report', 'off', ':4']);
    expect(await complete(['completion', ''])).toEqual(['bash', 'zsh', 'fish', ':4']);
    expect(await complete(['move', '--namespace', ''])).toEqual([':4']);
    const { library } = fakeLibrary();
    expect(await complete(['move', '--skip-preflight', 'no-inv'], { library })).toEqual(['no-inventory', ':4']);
  });

  it('leaves files to the shell', async () => {
    expect(await complete(['move', '--kubeconfig', ''])).toEqual([':0']);
    expect(await complete(['--to-kubeconfig', 'x'])).toEqual([':0']);
    expect(await complete(['move', '--to-kubeconfig=x'])).toEqual([':0']);
    expect(await complete(['providers', '--provider', ''])).toEqual([':0']);
    for (const flag of ['--backup', '--from-directory', '--to-directory']) {
      expect(await complete(['move', flag, ''])).toEqual([':0']);
    }
    expect(await complete(['import', ''])).toEqual([':0']);
    expect(await complete(['archive', 'verify', '--quiet', 'fl'])).toEqual([':0']);
    expect(await complete(['import', '--timeout', ''])).toEqual([':4']);
    expect(await complete(['import', '--timeo'])).toEqual(['--timeout', ':4']);
    expect(await complete(['archive', 'v'])).toEqual(['verify', ':4']);
  });

  it('proposes the namespaces and Clusters of the source that is named on the line', async () => {
    const server = memoryServer(['fleet', 'fleet-2', 'other'], { fleet: ['prod-a', 'prod-b', 'test'] });
    const { library, calls } = fakeLibrary({ servers: { source: server } });
    const a = join(folder, 'a.yaml');
    const on = ['move', '--kubeconfig', a, '--kubeconfig-context', 'alpha'];
    expect(await complete([...on, '-n', 'fl'], { library })).toEqual(['fleet', 'fleet-2', ':4']);
    expect(await complete([...on, '-n', 'fleet', '--cluster', 'p'], { library })).toEqual(['prod-a', 'prod-b', ':4']);
    expect(await complete([...on, '-nfleet', '--cluster', 'prod-a,'], { library })).toEqual([
      'prod-a,prod-b',
      'prod-a,test',
      ':4',
    ]);
    expect(await complete([...on, '--cluster', ''], { library })).toEqual([':4']);
    expect(calls.connect[0]).toMatchObject({ kubeconfig: a, context: 'alpha', interactive: false });
  });

  it('asks no cluster whose credentials a program would have to get', async () => {
    const { library, calls } = fakeLibrary({ servers: { source: memoryServer(['fleet'], {}) } });
    const file = join(folder, 'login.yaml');
    const user = { name: 'me', user: { exec: { command: 'login' } } };
    const context = { name: 'alpha', context: { user: 'me', cluster: 'c' } };
    writeFileSync(file, JSON.stringify({ 'current-context': 'alpha', contexts: [context], users: [user] }));
    expect(await complete(['move', '--kubeconfig', file, '-n', ''], { library })).toEqual([':4']);
    expect(calls.connect).toEqual([]);
    expect(await complete(['move', '--kubeconfig', file, '--kubeconfig-context', ''])).toEqual(['alpha', ':4']);
  });

  it('stays silent about a cluster that fails', async () => {
    const { library } = fakeLibrary();
    const on = ['move', '--kubeconfig', join(folder, 'a.yaml'), '--kubeconfig-context', 'alpha', '-n', ''];
    expect(await complete(on, { library })).toEqual([':4']);
  });

  it('proposes the contexts of the kubeconfig in question', async () => {
    const [a, b, broken] = ['a', 'b', 'broken'].map((name) => join(folder, `${name}.yaml`));
    const env = { KUBECONFIG: `${a ?? ''}:${b ?? ''}:${broken ?? ''}:/no/such/file` };
    const all = ['alpha', 'arn:aws:eks:a', 'beta', ':4'];
    expect(await complete(['plan', '--kubeconfig-context', ''], { env })).toEqual(all);
    expect(await complete(['plan', '--to-kubeconfig-context', ''], { env })).toEqual(all);
    expect(await complete(['plan', '--kubeconfig-context=arn:'], { env })).toEqual([
      '--kubeconfig-context=arn:aws:eks:a',
      ':4',
    ]);
    expect(await complete(['plan', '--to-kubeconfig', b ?? '', '--to-kubeconfig-context', ''], { env })).toEqual([
      'beta',
      ':4',
    ]);
    expect(await complete(['plan', `--kubeconfig=${b ?? ''}`, '--to-kubeconfig-context', ''], { env })).toEqual([
      'beta',
      ':4',
    ]);
    expect(await complete(['plan', '--kubeconfig-context', ''], { env: { TSMOVE_KUBECONFIG: b ?? '' } })).toEqual([
      'beta',
      ':4',
    ]);
    expect(await complete(['plan', '--kubeconfig-context', ''], { homeDir: '/no/such/home' })).toEqual([':4']);
  });

  it('proposes moves from the journal directory, the latest first', async () => {
    const first = summary({ moveId: '20261121-100000-aaaaaaaa' });
    const second = summary({ moveId: '20261122-100000-bbbbbbbb' });
    const { library, calls } = fakeLibrary({ journals: { [first.moveId]: first, [second.moveId]: second } });
    for (const command of ['status', 'resume', 'rollback', 'recover', 'report']) {
      expect((await complete([command, '2026'], { library })).slice(0, 2)).toEqual([second.moveId, first.moveId]);
    }
    expect(await complete(['resume', '20261121'], { library })).toEqual([first.moveId, ':4']);
    expect(await complete(['resume', first.moveId, '2026'], { library })).toEqual([':4']);
    expect(calls.stores[0]).toBe('/home/nobody/.local/state/tsmove/journal');
    await complete(['resume', '--journal-dir', '/j', ''], { library });
    expect(calls.stores.at(-1)).toBe('/j');
    await complete(['resume', ''], { library, env: { XDG_STATE_HOME: '/state' } });
    expect(calls.stores.at(-1)).toBe('/state/tsmove/journal');
    expect(await complete(['resume', '2026'])).toEqual([':4']);
    expect(await complete(['resume', '--journal-dir', ''])).toEqual([':0']);
  });

  it('stays silent about command lines that make no sense', async () => {
    expect(await complete(['no-such-command', ''])).toEqual([':4']);
    expect(await complete(['move', '--no-such-flag', 'x', '--al'])).toEqual([':4']);
  });
});

describe('the completion script', () => {
  it.each(shells)('of %s is printed', async (shell) => {
    const { code, stdout } = await tsmove(`completion ${shell}`);
    expect(code).toBe(0);
    expect(stdout).toContain('__complete');
  });

  it('of bash carries words and candidates', async () => {
    const { stdout: script } = await tsmove('completion bash');
    // Stands in for the program: answers with the words it was given, or with what $ANSWER says.
    const program = join(folder, 'tsmove');
    writeFileSync(program, '#!/bin/bash\nprintf "%s\\n" "$*" >>"$LOG"\nprintf "%b" "$ANSWER"\n');
    chmodSync(program, 0o755);
    const log = join(folder, 'log');

    const press = (
      line: string,
      words: readonly string[],
      answer: string,
    ): { asked: string; replies: readonly string[] } => {
      writeFileSync(log, '');
      const quoted = words.map((word) => `'${word}'`).join(' ');
      const output = execFileSync(
        'bash',
        [
          '--norc',
          '-c',
          `${script}\nCOMP_LINE='${line}' COMP_POINT=${line.length.toString()} COMP_WORDS=(${quoted}) COMP_CWORD=${(words.length - 1).toString()}\n` +
            '_tsmove_complete tsmove\nprintf "%s\\n" "${COMPREPLY[@]}"; cat "$LOG"',
        ],
        {
          encoding: 'utf8',
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, LOG: log, ANSWER: answer },
        },
      );
      const lines = output.trimEnd().split('\n');
      return { asked: lines.at(-1) ?? '', replies: lines.slice(0, -1) };
    };

    expect(press('tsmove pl', ['tsmove', 'pl'], 'plan\\tShow\\n:4\\n')).toEqual({
      asked: '__complete pl',
      replies: ['plan'],
    });
    expect(
      press('tsmove plan --output=js', ['tsmove', 'plan', '--output', '=', 'js'], '--output=json\\tJSON\\n:4\\n'),
    ).toEqual({
      asked: '__complete plan --output=js',
      replies: ['json'],
    });
    expect(
      press(
        'tsmove plan --kubeconfig-context arn:aws',
        ['tsmove', 'plan', '--kubeconfig-context', 'arn', ':', 'aws'],
        'arn:aws:eks:a\\tx\\n:4\\n',
      ),
    ).toEqual({ asked: '__complete plan --kubeconfig-context arn:aws', replies: ['aws:eks:a'] });
    expect(press('tsmove plan -o ', ['tsmove', 'plan', '-o', ''], 'table\\tx\\njson\\ty\\n:4\\n')).toEqual({
      asked: '__complete plan -o',
      replies: ['table', 'json'],
    });
    expect(press('tsmove move --kubeconfig a', ['tsmove', 'move', '--kubeconfig', 'a'], ':0\\n').replies).toEqual([
      'a.yaml',
    ]);
    expect(press('tsmove move x', ['tsmove', 'move', 'x'], '').replies).toEqual(['']);
  }, 60_000);
});
