import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAgeKey } from '../../packages/move-core/src/testing/age-key.ts';
import { type Ended, start } from '../e2e/cli/program.ts';
import { fleetIn } from '../e2e/archive/fleet.ts';
import { writeKubeconfig } from '../support/control-plane/kubeconfig.ts';
import { type Pair, startPair } from '../support/control-plane/start.ts';
import { draw } from '../support/drawing/draw.ts';
import { installInventory } from '../support/fixtures/inventory.ts';

// The program of one file, in a folder with nothing of the repository around it.

const root = join(import.meta.dirname, '../..');
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsmove-executable-'));
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [join(root, 'scripts/build-sea.js'), '--out', directory],
    { cwd: directory },
  );
  // What postject says about notes of ELF files is of no consequence.
  expect(stderr.replace(/^warning: Can't find string offset.*\n/gm, '').replace(/^no licence of Node.*\n/m, '')).toBe(
    '',
  );
  await symlink('tsmove', join(directory, 'kubectl-tsmove'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

function run(name: 'tsmove' | 'kubectl-tsmove', ...args: readonly string[]): Promise<Ended> {
  const env = { TSMOVE_JOURNAL_DIR: join(directory, 'journal'), TSMOVE_YES: 'true', HOME: directory };
  return start(args, env, [join(directory, name)]).ended;
}

/** One that must succeed without a word on stderr. */
async function output(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run('tsmove', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe('tsmove as one file', () => {
  test('knows its version, and that of the Node in it', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8')) as { version: string };
    expect(JSON.parse(await output('version', '-o', 'json'))).toMatchObject({
      version: manifest.version,
      node: process.version,
    });
  });

  test('has the same help and the same completion as the package', async () => {
    const packaged = async (...args: readonly string[]): Promise<string> => (await start(args).ended).stdout;
    for (const words of [['--help'], ['leases', 'copy', '--help'], ['__complete', 'move', '--to']]) {
      expect(await output(...words)).toBe(await packaged(...words));
    }
    for (const shell of ['bash', 'zsh', 'fish']) {
      expect(await output('completion', shell)).toBe(
        await readFile(join(root, `packages/cli/shell/tsmove.${shell}`), 'utf8'),
      );
    }
  });

  test("loads a provider from a user's file", async () => {
    const file = join(directory, 'mine.mjs');
    await writeFile(
      file,
      "export default { name: 'mine', rules: [{ kinds: [{ group: 'mine.example' }], move: true }] };",
    );
    expect(await output('providers', '--provider', file)).toMatch(/^mine +\*\.mine\.example +moves/m);
    await writeFile(join(directory, 'broken.mjs'), 'export default {');
    const broken = await run('tsmove', 'providers', '--provider', join(directory, 'broken.mjs'));
    expect(broken).toMatchObject({ code: 2, stdout: '' });
    expect(broken.stderr).toMatch(/^error: --provider \S+broken\.mjs: it cannot be loaded\n/);
  });

  test('started as kubectl-tsmove it speaks of kubectl tsmove', async () => {
    const help = await run('kubectl-tsmove', 'move', '--help');
    expect(help.stdout).toContain('\n  kubectl tsmove move --to-kubeconfig FILE [FLAGS]\n');
    const wrong = await run('kubectl-tsmove', 'mvoe');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('Run kubectl tsmove --help for help.');
  });

  test('comes with the licence of every package in it', async () => {
    const text = await readFile(join(directory, 'THIRD-PARTY'), 'utf8');
    const titles = [...text.matchAll(/^={80}\n(\S+ \S+).*\n={80}$/gm)].map(([, title]) => title ?? '');
    for (const name of ['undici', 'graphology', 'age-encryption', '@kubernetes/client-node', 'js-yaml', 'Node.js']) {
      expect(titles.filter((title) => title.startsWith(`${name} `))).not.toEqual([]);
    }
    expect(titles).toEqual([...titles.slice(0, -1).toSorted(), `Node.js ${process.version}`]);
  });
});

describe('between two API servers, tsmove as one file', () => {
  let pair: Pair;
  let sides: readonly string[];

  beforeAll(async () => {
    pair = await startPair({ crds: 'all' });
    await Promise.all(pair.both.map((plane) => installInventory(plane)));
    // The old way to let somebody in is the only one for which a whole client library is loaded.
    const authProvider = { name: 'gcp', config: { 'access-token': pair.source.adminToken } };
    const source = await writeKubeconfig(pair.source, { user: { authProvider } });
    sides = ['--kubeconfig', source, '--to-kubeconfig', pair.target.kubeconfig];
  });

  afterAll(() => pair.stop());

  const picture = `
    Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
    Cluster/a > Machine/n
  `;

  test('plans, draws a page, moves, reports, and moves back', async () => {
    await draw(pair.source, 'fleet', picture);
    const before = Object.keys(await fleetIn(pair.source, 'fleet'));
    expect(before).not.toEqual([]);

    const page = await run('tsmove', 'plan', ...sides, '-n', 'fleet', '-o', 'html');
    expect(page.code, page.stderr).toBe(0);
    expect(page.stdout).toMatch(/^<!doctype html>[^]*<script[^]*<\/html>\s*$/);

    const moved = await run('kubectl-tsmove', 'move', ...sides, '-n', 'fleet', '--skip-pause-ack');
    expect(moved.code, moved.stderr).toBe(0);
    expect(moved.stdout).toMatch(/^Moved 5 objects of 1 Cluster in namespace fleet /);
    expect(Object.keys(await fleetIn(pair.target, 'fleet'))).toEqual(before);
    expect(await fleetIn(pair.source, 'fleet')).toEqual({});

    const nothing = await run('kubectl-tsmove', 'rollback', ...sides);
    expect(nothing.code).toBe(3);
    expect(nothing.stderr).toBe(
      `error: no move is open in ${join(directory, 'journal')}\n` +
        'to continue: Name another journal with --journal-dir or --journal cluster, or use kubectl tsmove recover if it is lost.\n',
    );

    const report = await output('report');
    expect(report).toContain('cluster.cluster.x-k8s.io/a');
    const [, source = '', , target = ''] = sides;
    const there = ['--kubeconfig', target, '--to-kubeconfig', source];
    const back = await run('tsmove', 'move', ...there, '-n', 'fleet', '--skip-pause-ack');
    expect(back.code, back.stderr).toBe(0);
    expect(Object.keys(await fleetIn(pair.source, 'fleet'))).toEqual(before);
  });

  test('writes an encrypted archive', async () => {
    await draw(pair.source, 'kept', picture);
    const { recipient, identity } = await makeAgeKey();
    await writeFile(join(directory, 'key.txt'), `${identity}\n`);
    const file = join(directory, 'kept.tar.age');
    const flags = [...sides.slice(0, 2), '-n', 'kept', '--skip-pause-ack', '--encrypt-to', recipient];
    const exported = await run('tsmove', 'export', file, ...flags);
    expect(exported.code, exported.stderr).toBe(0);
    expect((await readFile(file, 'latin1')).startsWith('age-encryption.org/v1')).toBe(true);
    const whole = await run('tsmove', 'archive', 'verify', file, '--identity', join(directory, 'key.txt'));
    expect(whole.code, whole.stderr).toBe(0);
  });
});
