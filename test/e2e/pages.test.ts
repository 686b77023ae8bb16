import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelIn } from '../../packages/cli/src/testing/page.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { draw } from '../support/drawing/draw.ts';
import { installInventory } from '../support/fixtures/inventory.ts';
import { tsmove } from './cli/program.ts';

const secret = 'a text that only Secret m holds';
const encoded = Buffer.from(secret).toString('base64');
const namespace = 'shown';

let pair: Pair;
let sides: readonly string[];
let journal: string;

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
  journal = await mkdtemp(join(tmpdir(), 'tsmove-pages-'));
  await draw(
    pair.source,
    namespace,
    `
      Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
      Cluster/a > Machine/n
    `,
    { 'Secret/m': { data: { value: encoded } } },
  );
});

afterAll(async () => {
  await pair.stop();
  await rm(journal, { recursive: true, force: true });
});

test('the pages of a plan and of its move tell the same objects, and nothing that is in them', async () => {
  const plan = await tsmove(['plan', ...sides, '-n', namespace, '-o', 'html']);
  expect(plan.code).toBe(0);
  expect(modelIn(plan.stdout)).toMatchObject({
    verdict: { text: expect.stringMatching(/^Nothing stands in the way: 5 objects to move\./) as unknown },
    groups: [{ title: `Cluster ${namespace}/a` }],
    facts: expect.arrayContaining([['Namespace', namespace]]) as unknown,
    next: [{ command: expect.stringMatching(/^tsmove move --kubeconfig .* -n shown$/) as unknown }],
  });
  const picture = await tsmove(['plan', ...sides, '-n', namespace, '-o', 'svg']);

  const moved = await tsmove([
    'move',
    ...sides,
    '-n',
    namespace,
    '--yes',
    '--skip-pause-ack',
    '--journal-dir',
    journal,
  ]);
  expect(moved).toMatchObject({ code: 0 });
  const report = await tsmove(['report', '--journal-dir', journal, '-o', 'html']);
  expect(report.code).toBe(0);
  const model = modelIn(report.stdout);
  expect(model).toMatchObject({
    subject: 'report',
    verdict: { tone: 'green', text: 'Moved; 5 objects.' },
    objects: Array.from({ length: 5 }, () => ({ state: 'moved', fate: 'move', in: 0 })),
  });
  const phases = (model as { readonly timeline: { readonly spans: readonly { readonly phase: string }[] } }).timeline
    .spans;
  expect(phases.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['create', 'verify', 'retire']) as unknown);

  for (const { stdout } of [plan, picture, report]) {
    expect(stdout).toContain('KubeadmConfig');
    expect(stdout).not.toContain(secret);
    expect(stdout).not.toContain(encoded);
  }
});
