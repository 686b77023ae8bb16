import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProviders } from '@tsmove/providers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeLibrary } from '../testing/fake-library.ts';
import { tsmove } from '../testing/run.ts';

let folder: string;
let mine: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsmove-providers-'));
  mine = join(folder, 'mine.mjs');
  writeFileSync(
    mine,
    `export default {
      name: 'mine',
      knowsGroups: ['more.example.com'],
      rules: [
        { kinds: [{ group: 'example.com', kind: 'Box' }], discover: true, status: 'require' },
        { kinds: [{ group: 'example.com', kind: 'Lid' }], leave: { because: 'it is nailed down' } },
      ],
      holds: [{ kinds: [{ group: 'example.com', kind: 'Box' }], by: 'self', pause: () => ({}), releaseOrder: 50,
        stopsDeletion: true, harmOnDelete: 'what is in it' }],
      inspect: () => [],
    };`,
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const library = { ...fakeLibrary().library, createProviders };

describe('tsmove providers', () => {
  it('lists what is loaded, the user’s first, and contacts nobody', async () => {
    const { code, stdout, stderr } = await tsmove(['providers', '--provider', mine], { library });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n').map((line) => line.split(/ {3,}/));
    expect(lines[0]).toEqual(['PROVIDER', 'KIND', 'TAKES PART', 'HELD', 'STATUS']);
    expect(lines[1]).toEqual(['mine', 'Box.example.com', 'moves with its owner', 'by itself (50)', 'require']);
    expect(lines[2]).toEqual(['mine', 'Lid.example.com', 'stays']);
    expect(stdout).toMatch(/^cluster-api +Cluster\.cluster\.x-k8s\.io +moves, with all below it +by itself \(20\)/m);
    expect(stdout).toMatch(/^cluster-api +\*Template/m);
    expect(stdout).toMatch(/^rke2 +\*\.bootstrap\.cluster\.x-k8s\.io$/m);
  });

  it('tells programs more', async () => {
    const { stdout } = await tsmove(['providers', '--provider', mine, '-o', 'json'], { library });
    const { formatVersion, providers } = JSON.parse(stdout) as {
      formatVersion: number;
      providers: readonly { readonly name: string }[];
    };
    expect(formatVersion).toBe(1);
    expect(providers[0]).toEqual({
      name: 'mine',
      knowsGroups: ['more.example.com'],
      kinds: [
        {
          kind: 'Box.example.com',
          takesPart: 'moves with its owner',
          hold: 'by itself',
          releaseOrder: 50,
          harmOnDelete: 'what is in it',
          status: 'require',
        },
        { kind: 'Lid.example.com', takesPart: 'stays', because: 'it is nailed down', hold: '', status: '' },
      ],
      functions: ['inspect'],
    });
    expect(providers.map(({ name }) => name)).toContain('byoh');
    const { stdout: yaml } = await tsmove(['providers', '--byoh-hosts', 'report', '-o', 'yaml'], { library });
    expect(yaml).toContain('- name: byoh (report)\n');
  });

  it('refuses a file that it cannot use', async () => {
    const { code, stdout, stderr } = await tsmove('providers --provider ./no-such.js', { library });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('error: --provider ./no-such.js: there is no such file\n');
  });
});

describe('every command about a move', () => {
  it.each([
    ['move --to-kubeconfig t.yaml --yes', 'startMove'],
    ['plan --to-kubeconfig t.yaml', 'preflight'],
    ['graph', 'discover'],
  ] as const)('%s uses what --provider names', async (line, call) => {
    const { library: fake, calls } = fakeLibrary();
    const { code } = await tsmove([...line.split(' '), '--provider', mine], { library: fake });
    expect(code).toBe(0);
    expect(calls[call][0]?.providers.map(({ name }) => name)).toEqual(['mine']);
  });

  it('takes the file from the environment, too', async () => {
    const { library: fake, calls } = fakeLibrary();
    await tsmove('graph', { library: fake, env: { TSMOVE_PROVIDER: mine, TSMOVE_BYOH_HOSTS: 'off' } });
    expect(calls.discover[0]?.providers.map(({ name }) => name)).toEqual(['mine']);
    expect(calls.createProviders).toEqual([{ byoh: { mode: 'off' } }]);
  });
});
