import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { writeKubeconfig } from '../support/control-plane/kubeconfig.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { draw } from '../support/drawing/draw.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { start, tsmove } from './cli/program.ts';

let pair: Pair;
let sides: readonly string[];

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
});

afterAll(() => pair.stop());

const picture = `
  Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
  Cluster/a > Machine/n
`;

async function clustersIn(
  plane: ControlPlane,
  namespace: string,
): Promise<readonly { readonly spec: { readonly paused?: boolean } }[]> {
  const path = `/apis/cluster.x-k8s.io/v1beta2/namespaces/${namespace}/clusters`;
  return (
    await plane.api.call<{ readonly items: readonly { readonly spec: { readonly paused?: boolean } }[] }>('GET', path)
  ).items;
}

function records(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

describe('before a move', () => {
  beforeAll(() => draw(pair.source, 'looked-at', picture));

  test('a plan is a table, and a document', async () => {
    const table = await tsmove(['plan', ...sides, '-n', 'looked-at']);
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(
      /^GROUP +ACTION +OBJECT +NAMESPACE +STATUS +NOTE\n1 +move +cluster\.cluster\.x-k8s\.io\/a +looked-at +carry\n/,
    );
    expect(table.stdout).toMatch(/\nPlan: 5 to move\./);

    const document = await tsmove([
      'plan',
      ...sides,
      '-n',
      'looked-at',
      '-o',
      'json',
      '--detailed-exitcode',
      '--quiet',
    ]);
    expect({ code: document.code, stderr: document.stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(document.stdout)).toMatchObject({ formatVersion: 1, scope: { namespace: 'looked-at' } });
  });

  test('a dry run needs no target, and changes nothing', async () => {
    const { code, stdout, stderr } = await tsmove([
      'move',
      '--dry-run',
      '--kubeconfig',
      pair.source.kubeconfig,
      '-n',
      'looked-at',
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Dry run: nothing is changed on either side\n/);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 1)).toEqual(['cluster.cluster.x-k8s.io/a created (dry run)']);
    expect(lines.slice(-1)).toEqual(['cluster.cluster.x-k8s.io/a deleted (dry run)']);
    expect(lines).toHaveLength(10);
    expect(await clustersIn(pair.source, 'looked-at')).toMatchObject([{ metadata: { name: 'a' } }]);
    expect((await clustersIn(pair.source, 'looked-at'))[0]?.spec.paused).not.toBe(true);
  });

  test('a dry run with a target checks it', async () => {
    const twice = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig-context', 'source'];
    const { code, stderr } = await tsmove(['move', '--dry-run', ...twice, '-n', 'looked-at']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error +source-is-target /m);
  });

  test.each([
    ['dot', /^digraph /],
    ['mermaid', /^flowchart /],
    ['json', /^\{/],
    ['html', /^<!doctype html>/],
    ['svg', /^<svg /],
  ])('a graph is drawn as %s', async (format, text) => {
    const { code, stdout } = await tsmove([
      'graph',
      '--kubeconfig',
      pair.source.kubeconfig,
      '-n',
      'looked-at',
      '-o',
      format,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(text);
  });

  test('a context that is not there is a mistake of the command line', async () => {
    const { code, stdout, stderr } = await tsmove(['plan', ...sides, '--kubeconfig-context', 'elsewhere']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: kubeconfig \S+ has no context elsewhere; contexts there are: source\n$/);
  });

  test('a server that does not answer is named, and so is the limit of time', async () => {
    const dead = await writeKubeconfig(pair.source, { url: 'https://127.0.0.1:1', file: 'dead' });
    const { code, stderr } = await tsmove(['plan', '--kubeconfig', dead, '-n', 'looked-at', '--timeout', '3s']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^source: .*still trying$/m);
    expect(stderr).toContain(
      'error: the time limit of 3.0s was over before everything was read; nothing was changed\n',
    );
  });

  test('a namespace without anything to move refuses the move', async () => {
    const { code, stderr } = await tsmove(['move', ...sides, '-n', 'default']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^ *error +nothing-to-move /m);
  });
});

describe('a move', () => {
  test('says on stderr what it does, object by object with -v 1, and on stdout what came of it', async () => {
    await draw(pair.source, 'told', picture);
    const { code, stdout, stderr } = await tsmove(['move', ...sides, '-n', 'told', '--skip-pause-ack', '-v1']);
    expect(stderr).toMatch(/^cluster\.cluster\.x-k8s\.io\/a created$/m);
    expect(stderr).toMatch(/^secret\/m deleted$/m);
    expect(stderr).toMatch(/^Everything is in the target and verified$/m);
    expect(stdout).toMatch(/^Moved 5 objects of 1 Cluster in namespace told from https:\S+ to https:\S+ in \S+s\.\n/);
    expect(code).toBe(0);
    expect(await clustersIn(pair.source, 'told')).toEqual([]);
    expect(await clustersIn(pair.target, 'told')).toHaveLength(1);
    const after = await tsmove(['plan', ...sides, '-n', 'told', '--detailed-exitcode']);
    expect(after.code).toBe(0);
  });

  test('is the command that needs no name, and ends its records with a summary', async () => {
    await draw(pair.source, 'recorded', picture);
    const { code, stdout } = await tsmove([...sides, '-n', 'recorded', '--skip-pause-ack', '-o', 'json']);
    expect(code).toBe(0);
    const all = records(stdout);
    expect(all.every(({ type, formatVersion }) => typeof type === 'string' && formatVersion === 1)).toBe(true);
    expect(all.at(-1)).toMatchObject({
      type: 'summary',
      outcome: 'moved',
      exitCode: 0,
      report: { counts: { moved: 5 } },
    });
    expect(stdout).not.toContain('"data"');
  });

  test('goes on when nobody reads its output any more', async () => {
    await draw(pair.source, 'unread', picture);
    const program = start(['move', ...sides, '-n', 'unread', '--skip-pause-ack', '-o', 'json']);
    program.stdout.once('data', () => program.stdout.destroy());
    expect((await program.ended).code).toBe(0);
    expect(await clustersIn(pair.source, 'unread')).toEqual([]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stopped by %s while it waits gives the source its earlier state', async (signal, expected) => {
    const namespace = `stopped-by-${signal.toLowerCase()}`;
    // No controller runs that could confirm the pause, so the move waits.
    await draw(pair.source, namespace, picture);
    const blocked = await draw(pair.source, namespace, 'Cluster/blocked', {
      'Cluster/blocked': { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': '' } },
    });
    expect(blocked.of('Cluster/blocked')).toBeDefined();
    const program = start(['move', ...sides, '-n', namespace, '--skip-pause-ack']);
    await program.says(/waiting: /);
    program.kill(signal);
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain('Stopping at the next safe point');
    expect(stderr).toContain('error: the move was stopped on request\n');
    expect(stderr).toContain(
      'to continue: Nothing is in the target, and the source is as it was; run the command again.\n',
    );
    const clusters = await clustersIn(pair.source, namespace);
    expect(clusters).toHaveLength(2);
    expect(clusters.filter(({ spec }) => spec.paused === true)).toEqual([]);
    expect(await clustersIn(pair.target, namespace)).toEqual([]);
  });
});
