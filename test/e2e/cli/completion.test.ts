import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';

const bin = join(import.meta.dirname, '../../../packages/cli/bin/tsmove.js');

let pair: Pair;
let folder: string;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await draw(pair.source, 'fleet', 'Cluster/prod-a\nCluster/prod-b\nCluster/test');
  await draw(pair.source, 'flotilla', 'Cluster/c');
  folder = await mkdtemp(join(tmpdir(), 'tsmove-completion-'));
  await symlink(bin, join(folder, 'tsmove'));
  await writeFile(join(folder, 'fleet.tar'), '');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await pair.stop();
});

/** What a bash with the completion script proposes once Tab is pressed behind `line`. */
async function pressTab(line: string): Promise<readonly string[]> {
  const script = [
    'source <(tsmove completion bash)',
    // As readline takes a line apart, at blanks and at = and :.
    `line='${line}'`,
    String.raw`read -r -a COMP_WORDS <<<"$(sed -E "s/([=:])/ \1 /g" <<<"$line")"`,
    `[[ $line == *' ' ]] && COMP_WORDS+=('')`,
    'COMP_LINE=$line COMP_POINT=${#line} COMP_CWORD=$((${#COMP_WORDS[@]} - 1))',
    '_tsmove_complete tsmove',
    String.raw`printf '%s\n' "${'${COMPREPLY[@]}'}"`,
  ].join('\n');
  const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', script], {
    cwd: folder,
    env: { PATH: `${folder}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, HOME: '/no/such/home' },
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

test('bash completes the namespaces and Clusters of the cluster whose kubeconfig is on the line', async () => {
  const { kubeconfig } = pair.source;
  expect(await pressTab(`tsmove move --kubeconfig ${kubeconfig} -n fl`)).toEqual(['fleet', 'flotilla']);
  expect(await pressTab(`tsmove plan --kubeconfig=${kubeconfig} --namespace=fle`)).toEqual(['fleet']);
  expect(await pressTab(`tsmove move --kubeconfig ${kubeconfig} -n fleet --cluster p`)).toEqual(['prod-a', 'prod-b']);
  expect(await pressTab(`tsmove move --kubeconfig ${kubeconfig} -n fleet --cluster `)).toHaveLength(3);
  expect(await pressTab(`tsmove move --kubeconfig ${kubeconfig} --kubeconfig-context `)).toEqual(['source']);
});

test('bash completes commands, values and files', async () => {
  expect(await pressTab('tsmove ro')).toEqual(['rollback']);
  expect(await pressTab('tsmove move --status=')).toEqual(['carry', 'drop']);
  expect(await pressTab('tsmove import fl')).toEqual(['fleet.tar']);
});

test('nothing is proposed, and nothing said, about a cluster that does not answer, and soon', async () => {
  const dead = join(folder, 'dead.yaml');
  const server = 'https://10.255.255.1:6443';
  const context = { name: 'c', context: { cluster: 'c', user: 'u' } };
  await writeFile(
    dead,
    JSON.stringify({
      'current-context': 'c',
      contexts: [context],
      clusters: [{ name: 'c', cluster: { server } }],
      users: [{ name: 'u', user: { token: 't' } }],
    }),
  );
  const begun = performance.now();
  expect(await pressTab(`tsmove move --kubeconfig ${dead} -n `)).toEqual([]);
  // The limit is 1.5 s; the rest is for a slow machine. Without a limit it would be tried for half a minute and more.
  expect(performance.now() - begun).toBeLessThan(15_000);
});
